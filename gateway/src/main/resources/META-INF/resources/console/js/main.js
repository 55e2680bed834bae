import { dropPictures, key, onConnection, onUnauthorized } from "./api.js";
import { h, say } from "./dom.js";
import { batchPage } from "./pages/batch.js";
import { batchesPage } from "./pages/batches.js";
import { jobPage } from "./pages/job.js";
import { jobsPage } from "./pages/jobs.js";
import { newPage } from "./pages/new.js";
import { overviewPage } from "./pages/overview.js";
import { usagePage } from "./pages/usage.js";
import { webhooksPage } from "./pages/webhooks.js";
import { trouble } from "./trouble.js";

const ROUTES = [
  [/^#\/$/, overviewPage],
  [/^#\/jobs$/, jobsPage],
  [/^#\/jobs\/([0-9A-Za-z-]+)$/, jobPage],
  [/^#\/batches$/, batchesPage],
  [/^#\/batches\/(batch_[0-9a-f]{26})$/, batchPage],
  [/^#\/new$/, newPage],
  [/^#\/webhooks$/, webhooksPage],
  [/^#\/usage$/, usagePage],
];
const main = document.getElementById("main");
let leaving = new AbortController();

/** Shows the page that the address names. A page gets a signal that says when it is left. */
async function show(moved) {
  leaving.abort();
  leaving = new AbortController();
  dropPictures();
  const address = (location.hash || "#/").split("?")[0];
  const [, page, match] = ROUTES.map(([pattern, p]) => [pattern, p, pattern.exec(address)]).find(r => r[2]) ?? [];
  for (const link of document.querySelectorAll(".pages a")) {
    const home = link.getAttribute("href");
    const here = home === "#/" ? address === home : address.startsWith(home);
    link.toggleAttribute("aria-current", here);
    if (here) link.setAttribute("aria-current", "page");
  }
  if (!page) {
    main.replaceChildren(h("h1", {}, "No such page"), h("p", {}, "The address names none of the console's pages."), h("p", {}, h("a", { href: "#/" }, "Overview")));
    document.title = "No such page · Refinery";
    return;
  }
  const signal = leaving.signal;
  try {
    await page(main, { signal, id: match[1] });
  } catch (e) {
    if (!signal.aborted) main.replaceChildren(...trouble(e, { again: () => show(false), enterKey: () => askForKey(e.message), signal }));
  }
  if (signal.aborted) return;
  document.title = `${main.querySelector("h1")?.textContent ?? "Console"} · Refinery`;
  if (moved) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

const dialog = document.getElementById("key-dialog");
const input = document.getElementById("key-input");

function askForKey(why) {
  if (dialog.open) return;
  document.getElementById("key-why").textContent = why;
  input.value = "";
  dialog.returnValue = "cancel";
  dialog.showModal();
  input.focus();
}

// Enter in the field presses the first button of a form, which is not the one that is meant.
input.addEventListener("keydown", e => {
  if (e.key === "Enter") {
    e.preventDefault();
    dialog.close("use");
  }
});
dialog.addEventListener("close", () => {
  const text = input.value.trim();
  input.value = "";
  if (dialog.returnValue === "use" && text) {
    key.set(text);
  } else if (dialog.returnValue === "forget") {
    key.forget();
    say("The key is forgotten.");
  } else {
    return;
  }
  show(false);
});
document.getElementById("key").addEventListener("click", () => askForKey("Sent with every request of this tab."));
onUnauthorized(refusal => askForKey(refusal.message));

const offline = document.getElementById("offline");
onConnection(there => { offline.hidden = there; });

const THEMES = { auto: "light", light: "dark", dark: "auto" };
const theme = document.getElementById("theme");

function paint(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  theme.textContent = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" }[name];
  theme.setAttribute("aria-label", `Colours: ${name}. Change to ${THEMES[name]}.`);
}
theme.addEventListener("click", () => {
  const next = THEMES[localStorage.getItem("refinery-theme") ?? "auto"] ?? "auto";
  localStorage.setItem("refinery-theme", next);
  paint(next);
});
paint(localStorage.getItem("refinery-theme") in THEMES ? localStorage.getItem("refinery-theme") : "auto");

document.querySelector(".skip").addEventListener("click", e => {
  e.preventDefault();
  main.focus();
});
addEventListener("hashchange", () => show(true));
show(false);
