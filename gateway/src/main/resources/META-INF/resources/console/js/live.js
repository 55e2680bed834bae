import { follow } from "./api.js";

const PAUSE = 800;
/** Places in the queue and times move without any event. */
const ANYWAY = 30000;

/**
 * Looks once, and again whenever the tenant's stream says that something changed, until the page is left; not while the tab is hidden.
 * The first look is awaited and may throw.
 * @param wanted says whether an event concerns the page
 */
export async function live(look, signal, wanted = () => true) {
  await look();
  let due = null;
  let busy = false;
  let again = false;
  const soon = wait => {
    if (busy) again = true;
    else due ??= setTimeout(now, wait);
  };
  const now = async () => {
    due = null;
    if (signal.aborted || document.hidden) return;
    busy = true;
    // The next look may succeed; what is shown stays until then.
    await look().catch(() => {});
    busy = false;
    if (again) soon(PAUSE);
    again = false;
  };
  const timer = setInterval(() => soon(0), ANYWAY);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    clearTimeout(due);
  });
  follow("/v1/events", event => {
    if (event.type === "stream.opened" ? event.missed : wanted(event)) soon(PAUSE);
  }, signal);
}
