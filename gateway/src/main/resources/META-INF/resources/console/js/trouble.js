import { h, problem } from "./dom.js";

const TEXTS = {
  0: ["The gateway cannot be reached", "It may be starting, or your network is down. This page tries again by itself."],
  401: ["A key is needed", "This gateway answers those it knows. Enter an API key, or a token of your sign-in."],
  403: ["This key may not look at this", "Ask whoever made the key for one with the scope that is named here, or use another one."],
  404: ["There is nothing here", "It may have been made with another key, or its time is over."],
  410: ["It was deleted", "Its pictures are gone for good."],
  429: ["Too many requests", "Wait a moment, then try again."],
  503: ["The gateway is not ready", "Something that it needs does not answer. This page tries again by itself."],
};
const PASSING = [0, 429, 503];
const RETRY = 3000;

/** What stands where a page cannot: what is wrong, and what to do about it. */
export function trouble(error, { again, enterKey, signal }) {
  const [title, hint] = TEXTS[error.status] ?? ["This cannot be shown", ""];
  if (PASSING.includes(error.status)) {
    const timer = setTimeout(again, RETRY);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }
  return [
    h("h1", {}, title),
    hint ? h("p", {}, hint) : null,
    problem(error),
    h("div", { class: "row" },
      [401, 403].includes(error.status) ? h("button", { type: "button", class: "primary", onclick: enterKey }, "Enter a key") : null,
      [404, 410].includes(error.status) ? h("a", { class: "button", href: "#/jobs" }, "All jobs") : null,
      h("button", { type: "button", onclick: again }, "Try again")),
  ].filter(Boolean);
}
