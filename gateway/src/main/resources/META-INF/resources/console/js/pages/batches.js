import { get, postFile } from "../api.js";
import { ask } from "../ask.js";
import { h, problem, say, wide } from "../dom.js";
import { ago, number } from "../format.js";
import { live } from "../live.js";
import { randomKey } from "../random.js";

const TONES = { in_progress: "live", cancelling: "warn", completed: "good", failed: "bad", cancelled: "" };
const WORDS = { in_progress: "in progress" };

/** Files of jobs, newest first, and a place to drop another. */
export async function batchesPage(main, { signal }) {
  const refused = h("div", { class: "slot" });
  const list = h("ul", { class: "jobs batches" });
  const none = h("p", { class: "empty", hidden: true }, "No batches yet. A batch is a file of jobs, one JSON object a line.");
  const more = h("button", { type: "button", hidden: true }, "Older batches");
  const file = h("input", { type: "file", accept: ".jsonl,.ndjson,application/x-ndjson", class: "sr", tabindex: -1, "aria-label": "Choose a file of jobs" });
  const drop = h("div", { class: "drop" },
    h("p", {}, h("strong", {}, "Drag a file of jobs here"), ", or"),
    h("button", { type: "button", onclick: () => file.click() }, "Choose a file"), file,
    h("p", { class: "hint" }, "JSON lines: ", h("code", {}, '{"custom_id": "SKU-1", "body": {a job}}'), ". Pictures are assets or URLs; ", h("code", {}, "./refinery batch run"), " sends files too."));

  const send = async chosen => {
    if (!chosen) return;
    const wanted = await ask({
      title: "Start this batch?", text: `${chosen.name}, ${number(chosen.size / 1000)} kB. Its lines are checked while it is sent.`, action: "Start",
      fields: [h("label", { class: "check" }, h("input", { type: "checkbox", name: "rollover" }), "Give what items do not need to items that fall short")],
    });
    file.value = "";
    if (!wanted) return;
    refused.replaceChildren();
    try {
      const path = wanted.get("rollover") ? "/v1/batches?rollover=true" : "/v1/batches";
      const batch = await postFile(path, chosen, "application/x-ndjson", { "Idempotency-Key": randomKey() });
      say("The batch is taken in.");
      location.hash = `#/batches/${batch.id}`;
    } catch (error) {
      refused.replaceChildren(problem(error));
      refused.firstChild.focus();
    }
  };
  file.addEventListener("change", () => send(file.files[0]));
  drop.addEventListener("dragover", e => {
    e.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", e => {
    e.preventDefault();
    drop.classList.remove("over");
    send(e.dataTransfer.files[0]);
  });
  // A file that misses the field would otherwise replace the page.
  addEventListener("dragover", e => e.preventDefault(), { signal });
  addEventListener("drop", e => e.preventDefault(), { signal });

  main.replaceChildren(h("h1", {}, "Batches"), drop, refused,
    h("section", { class: "card", "aria-label": "Batches sent" }, list, none, more));

  const rows = new Map();
  let next = null;
  let started = false;
  const page = cursor => get(`/v1/batches?limit=25${cursor ? `&cursor=${cursor}` : ""}`, signal);
  const show = (batches, first) => {
    const anchor = first ? list.firstChild : null;
    for (const batch of batches) {
      const state = JSON.stringify([batch.status, batch.request_counts]);
      const known = rows.get(batch.id);
      if (known?.state === state) continue;
      const item = row(batch);
      const focused = known?.item.contains(document.activeElement);
      if (known) known.item.replaceWith(item);
      else list.insertBefore(item, anchor);
      if (focused) item.firstChild.focus();
      rows.set(batch.id, { item, state });
    }
    none.hidden = rows.size > 0;
    more.hidden = next === null;
  };
  more.addEventListener("click", async () => {
    const older = await page(next);
    next = older.next ?? null;
    show(older.batches, false);
  });
  await live(async () => {
    const newest = await page(null);
    if (!started) next = newest.next ?? null;
    started = true;
    show(newest.batches, true);
  }, signal, event => event.batch !== undefined);
}

export const batchStatus = batch => h("span", { class: `status ${TONES[batch.status] ?? ""}` }, WORDS[batch.status] ?? batch.status);

/** How much of it has ended, as a bar: with a result, and without. */
export function batchBar({ total, completed, failed, cancelled }) {
  const ended = completed + failed + cancelled;
  const bar = h("span", { class: "bar tall", role: "img", "aria-label": `${ended} of ${total} have ended, ${completed} with a result` }, wide(h("i", { class: "lost" }), ended / Math.max(1, total)), wide(h("i"), completed / Math.max(1, total)));
  return bar;
}

function row(batch) {
  const counts = batch.request_counts;
  const without = counts.failed + counts.cancelled;
  return h("li", {}, h("a", { href: `#/batches/${batch.id}` },
    batchStatus(batch),
    h("span", { class: "what" }, h("strong", { class: "mono" }, batch.id), batchBar(counts)),
    h("span", { class: "progress number" }, `${number(counts.completed)} of ${number(counts.total)}`, h("span", { class: "hint" }, without ? `${number(without)} without a result` : counts.running ? `${number(counts.running)} running` : "")),
    h("span", { class: "when" }, ago(batch.created_at))));
}
