/** Runs a look every few seconds until the page is left; not while the tab is hidden. The first look is awaited and may throw. */
export async function poll(look, millis, signal) {
  await look();
  let busy = false;
  const timer = setInterval(async () => {
    if (document.hidden || busy) return;
    busy = true;
    // The next look may succeed; what is shown stays until then.
    await look().catch(() => {});
    busy = false;
  }, millis);
  signal.addEventListener("abort", () => clearInterval(timer));
}
