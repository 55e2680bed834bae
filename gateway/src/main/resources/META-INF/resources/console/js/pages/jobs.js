import { get, picture } from "../api.js";
import { h, wide } from "../dom.js";
import { ago, plural, score, status } from "../format.js";
import { live } from "../live.js";

const STATUSES = ["queued", "running", "canceling", "succeeded", "failed", "canceled", "expired"];

/** Jobs, newest first; the filters are in the address, so that a search can be sent to somebody. */
export async function jobsPage(main, { signal }) {
  const wanted = new URLSearchParams(location.hash.split("?")[1] ?? "");
  const list = h("ul", { class: "jobs" });
  const note = h("p", { class: "empty" });
  const more = h("button", { type: "button", hidden: true }, "Older jobs");
  main.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, "Jobs"), h("a", { class: "button primary", href: "#/new" }, "New job")),
    filters(wanted),
    h("section", { class: "card", "aria-label": "Jobs found" }, list, note, more));

  const rows = new Map();
  let next = null;
  const pageAfter = cursor => {
    const query = new URLSearchParams(wanted);
    query.set("limit", "25");
    if (cursor) query.set("cursor", cursor);
    return get(`/v1/jobs?${query}`, signal);
  };
  const show = (jobs, first) => {
    const anchor = first ? list.firstChild : null;
    for (const job of jobs) {
      const known = rows.get(job.id);
      const state = `${job.status} ${job.progress.candidates_done} ${job.results.length}`;
      if (known?.state === state) continue;
      const item = row(job);
      if (known) known.item.replaceWith(item);
      else list.insertBefore(item, anchor);
      rows.set(job.id, { item, state });
    }
    note.hidden = rows.size > 0;
    note.textContent = [...wanted.keys()].length ? "No job fits these filters." : "No jobs yet. Make the first one.";
    more.hidden = !next;
  };
  more.addEventListener("click", async () => {
    const page = await pageAfter(next);
    next = page.next ?? null;
    show(page.jobs, false);
  });
  let started = false;
  await live(async () => {
    const page = await pageAfter(null);
    if (!started) next = page.next ?? null;
    started = true;
    show(page.jobs, true);
  }, signal, event => event.job !== undefined);
}

function filters(wanted) {
  const options = STATUSES.map(s => h("option", { value: s, selected: wanted.get("status") === s }, s));
  const apply = e => {
    e.preventDefault();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const text = value.trim();
      if (text) query.set(name, name === "created_after" ? new Date(text).toISOString() : text);
    }
    location.hash = [...query.keys()].length ? `#/jobs?${query}` : "#/jobs";
  };
  const since = wanted.get("created_after");
  const form = h("form", { class: "card filters", onsubmit: apply, role: "search" },
    h("label", {}, "Status", h("select", { name: "status" }, h("option", { value: "" }, "any"), options)),
    h("label", {}, "External id", h("input", { name: "external_id", value: wanted.get("external_id") ?? "", placeholder: "SKU-1" })),
    h("label", {}, "Label", h("input", { name: "label", value: wanted.get("label") ?? "", placeholder: "spring" })),
    wanted.get("batch") ? h("label", {}, "Batch", h("input", { name: "batch", value: wanted.get("batch") })) : null,
    h("label", {}, "Created since", h("input", { name: "created_after", type: "date", value: since ? since.slice(0, 10) : "" })),
    h("div", { class: "row" }, h("button", { class: "primary" }, "Search"), h("a", { href: "#/jobs" }, "Clear")));
  return form;
}

export function row(job) {
  const { progress } = job;
  const faces = job.results.length
    ? [picture(h("img", { alt: "", loading: "lazy" }), job.results[0].url)]
    : [];
  for (const reference of job.references.slice(0, 4 - faces.length)) {
    faces.push(picture(h("img", { alt: "", loading: "lazy" }), `/v1/assets/${reference.asset}`));
  }
  const ended = job.ended_at !== undefined;
  const share = ended ? 1 : progress.candidates_done / Math.max(1, progress.candidates_total);
  return h("li", {}, h("a", { href: `#/jobs/${job.id}` },
    h("span", { class: "faces" }, faces),
    h("span", { class: "what" },
      h("strong", {}, job.external_id ?? (job.prompt || job.references.map(r => r.name).join(", "))),
      h("span", { class: "hint" }, job.references.map(r => `${r.name} (${r.role})`).join(", "))),
    h("span", { class: "progress" },
      status(job),
      ended
        ? h("span", { class: "hint number" }, `worst score ${score(progress.best?.worst)}`)
        : h("span", { class: "hint number" }, job.queue ? `place ${job.queue.position}` : `round ${progress.round + 1} of ${progress.max_rounds}`),
      ended ? null : h("span", { class: "bar" }, wide(h("i"), share))),
    h("span", { class: "when" }, ago(job.created_at), h("br"), plural(job.cost.candidates, "picture"))));
}
