import { get } from "../api.js";
import { columns } from "../columns.js";
import { h } from "../dom.js";
import { bytes, number, seconds } from "../format.js";

const COLUMNS = [
  ["jobs", "Jobs", number], ["accepted", "Accepted", number], ["below_gate", "Below gate", number], ["failed", "Failed", number],
  ["canceled", "Canceled", number], ["expired", "Expired", number], ["candidates", "Pictures", number], ["device_seconds", "Device time", seconds], ["bytes", "Stored", bytes],
];

/** What was used in a span of days, by day or policy; the span is in the address. */
export async function usagePage(main, { signal }) {
  const wanted = new URLSearchParams(location.hash.split("?")[1] ?? "");
  const today = new Date().toISOString().slice(0, 10);
  const from = wanted.get("from") ?? `${today.slice(0, 8)}01`;
  const to = wanted.get("to") ?? today;
  const by = wanted.get("by") === "policy" ? "policy" : "day";
  const form = h("form", { class: "card filters" },
    h("label", {}, "From", h("input", { type: "date", name: "from", value: from })),
    h("label", {}, "To", h("input", { type: "date", name: "to", value: to })),
    h("label", {}, "By", h("select", { name: "by" }, ["day", "policy"].map(x => h("option", { selected: x === by }, x)))),
    h("div", { class: "row" }, h("button", { class: "primary" }, "Show")));
  form.addEventListener("submit", e => {
    e.preventDefault();
    location.hash = `#/usage?${new URLSearchParams(new FormData(form))}`;
  });
  const usage = await get(`/v1/usage?${new URLSearchParams({ from, to, group_by: by })}`, signal);
  const cells = row => COLUMNS.map(([field, label, word]) => h("td", { class: "num", "data-label": label }, word(row[field])));
  const chart = by === "day" && usage.usage.length
    ? h("section", { class: "card", "aria-label": "Pictures a day" }, h("h2", {}, "Pictures a day"),
      columns(usage.usage.map(u => ({ label: String(Number(u.day.slice(8))), name: u.day, value: u.candidates })), "pictures"))
    : null;
  main.replaceChildren(h("h1", {}, "Usage"), form, ...(chart ? [chart] : []),
    h("section", { class: "card", "aria-label": "Sums" },
      usage.usage.length
        ? h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of sums" }, h("table", { class: "cards" },
          h("thead", {}, h("tr", {}, h("th", {}, by === "day" ? "Day" : "Policy"), COLUMNS.map(([, label]) => h("th", { class: "num" }, label)))),
          h("tbody", {}, usage.usage.map(u => h("tr", {}, h("td", { "data-label": by }, u[by]), cells(u))),
            h("tr", { class: "total" }, h("td", { "data-label": "" }, "Total"), cells(usage.total)))))
        : h("p", { class: "empty" }, "Nothing was used in these days.")),
    h("p", { class: "hint" }, "Days are UTC. Device time is that of the devices that rendered."));
}
