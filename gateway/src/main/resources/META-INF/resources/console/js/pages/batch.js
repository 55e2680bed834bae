import { download, get, post } from "../api.js";
import { ask } from "../ask.js";
import { h, problem, say } from "../dom.js";
import { date, number, seconds } from "../format.js";
import { live } from "../live.js";
import { batchBar, batchStatus } from "./batches.js";
import { row } from "./jobs.js";

/** One batch, live: how far it is, its files, its jobs. */
export async function batchPage(main, { signal, id }) {
  const path = `/v1/batches/${id}`;
  const standing = h("span", { role: "status" });
  const actions = h("div", { class: "row" });
  const refused = h("div", { class: "slot" });
  const bar = h("div");
  const facts = h("dl", { class: "facts" });
  const failure = h("div", { class: "slot" });
  const jobs = h("ul", { class: "jobs" });
  const none = h("p", { class: "empty", hidden: true }, "None of its jobs is made yet.");

  const act = (text, call, more = {}) => h("button", {
    type: "button", ...more,
    onclick: async () => {
      refused.replaceChildren();
      try {
        await call();
      } catch (error) {
        refused.replaceChildren(problem(error));
        refused.firstChild.focus();
      }
    },
  }, text);
  const cancel = act("Cancel batch", async () => {
    const sure = await ask({
      title: "Cancel this batch?", text: "Nothing more of it is submitted, and what runs now is stopped. Results so far stay.", action: "Cancel the batch", danger: true,
    });
    if (!sure) return;
    await post(`${path}/cancel`);
    say("The batch is being cancelled.");
    await look();
  });
  const output = act("Download results", () => download(`${path}/output`, `${id}-output.jsonl`));
  const errors = act("Download errors", () => download(`${path}/errors`, `${id}-errors.jsonl`));
  actions.append(output, errors, cancel);

  let drawn = "";
  const look = async () => {
    const [batch, page] = await Promise.all([get(path, signal), get(`/v1/jobs?batch=${id}&limit=12`, signal)]);
    const now = JSON.stringify([batch, page.jobs]);
    if (now === drawn) return;
    drawn = now;
    const counts = batch.request_counts;
    standing.replaceChildren(batchStatus(batch));
    bar.replaceChildren(batchBar(counts));
    facts.replaceChildren(...factsOf(batch).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
    failure.replaceChildren(...(batch.failure ? [h("p", { class: "problem" }, batch.failure)] : []));
    cancel.hidden = batch.status !== "in_progress";
    output.disabled = counts.completed === 0;
    errors.disabled = counts.failed + counts.cancelled === 0;
    // Someone may be on a row with the keyboard.
    if (!jobs.contains(document.activeElement)) jobs.replaceChildren(...page.jobs.map(row));
    none.hidden = page.jobs.length > 0;
  };
  await look();
  main.replaceChildren(
    h("p", {}, h("a", { href: "#/batches" }, "All batches")),
    h("div", { class: "head" }, h("div", { class: "row" }, h("h1", {}, "Batch"), standing), actions),
    refused, failure,
    h("section", { class: "card", "aria-label": "Progress" }, bar, facts),
    h("section", { class: "card", "aria-label": "Jobs" },
      h("div", { class: "head" }, h("h2", {}, "Its latest jobs"), h("a", { href: `#/jobs?batch=${id}` }, "All of its jobs")), jobs, none));
  await live(look, signal, event => event.batch === id);
}

function factsOf(batch) {
  const counts = batch.request_counts;
  const ended = counts.completed + counts.failed + counts.cancelled;
  const until = batch.ended_at ? new Date(batch.ended_at) : new Date();
  const took = (until - new Date(batch.created_at)) / 1000;
  const pace = counts.completed / took;
  const left = counts.total - ended;
  return [
    ["Results", `${number(counts.completed)} of ${number(counts.total)}`],
    ["Running", number(counts.running)],
    ["Not submitted yet", number(counts.total - counts.invalid - counts.submitted)],
    ["Failed", number(counts.failed - counts.invalid)],
    ["Lines that are no jobs", number(counts.invalid)],
    ["Cancelled", number(counts.cancelled)],
    ["Sent", date(batch.created_at)],
    batch.ended_at ? ["Took", seconds(took)] : ["To go, at this pace", pace > 0 ? seconds(left / pace) : "–"],
    ["Kept until", date(batch.expires_at)],
    ["Budget is passed on", batch.rollover ? "yes" : "no"],
    ["Id", h("span", { class: "mono" }, batch.id)],
  ];
}
