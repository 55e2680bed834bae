import { follow, get } from "../api.js";
import { h } from "../dom.js";
import { bytes, date, plural, seconds, status } from "../format.js";
import { actionsOf } from "../job/actions.js";
import { rewardChart, weightsChart } from "../job/charts.js";
import { compare } from "../job/compare.js";
import { gallery } from "../job/gallery.js";
import { inputs } from "../job/inputs.js";
import { scores } from "../job/scores.js";
import { timeline } from "../job/timeline.js";

/** One job, live: its event stream says when to look again. */
export async function jobPage(main, { signal, id }) {
  const path = `/v1/jobs/${id}`;
  const [job, { rounds }] = await Promise.all([get(path, signal), get(`${path}/rounds`, signal)]);
  const state = { job, rounds, chosen: null };

  const title = h("h1", { class: "break" }, job.external_id ?? job.references.map(r => r.name).join(" + "));
  const standing = h("span", { role: "status" });
  const actions = h("div", { class: "row" });
  const refused = h("div", { class: "slot" });
  const sentence = h("p", { class: "sentence" });
  const facts = h("dl", { class: "facts" });
  const chart = h("div");
  const weights = h("div");
  const choose = name => {
    state.chosen = name;
    draw();
  };
  const parts = {
    scores: scores(),
    compare: compare(),
    gallery: gallery(choose),
    timeline: timeline(),
  };
  const card = (name, ...children) => h("section", { class: "card", "aria-label": name }, h("h2", {}, name), children);

  main.replaceChildren(
    h("div", { class: "head" }, h("div", { class: "row" }, title, standing), actions),
    refused,
    h("section", { class: "card", "aria-label": "Summary" },
      sentence, job.prompt ? h("p", { class: "prompt soft" }, job.prompt) : null, facts),
    h("div", { class: "layout" },
      card("Side by side", parts.compare.element),
      h("div", { class: "stack" }, card("Scores against gates", parts.scores.element), card("References", inputs(job)))),
    h("div", { class: "two" }, card("Reward over candidates", chart), card("Weights by round", weights)),
    card("Rounds", parts.gallery.element),
    card("What happened", parts.timeline.element));

  // Not drawn anew for each candidate: somebody may be about to press one.
  let offered = "";
  const showActions = now => {
    const kind = JSON.stringify([now.status, now.outcome, now.failure?.code, now.results.map(r => r.url)]);
    if (kind === offered) return;
    offered = kind;
    actions.replaceChildren(...actionsOf(now, path, refused, refresh));
  };

  const draw = () => {
    const { job: now } = state;
    const candidates = pictures(state.rounds);
    const chosen = candidates.get(state.chosen) ?? candidates.get(favourite(state)) ?? null;
    standing.replaceChildren(status(now));
    sentence.textContent = sentenceOf(now);
    facts.replaceChildren(...factsOf(now));
    showActions(now);
    chart.replaceChildren(rewardChart(state.rounds, chosen?.name));
    weights.replaceChildren(weightsChart(now, state.rounds));
    parts.scores.show(now, chosen);
    parts.compare.show(now, chosen);
    parts.gallery.show(now, state.rounds, chosen?.name);
  };
  const refresh = async () => {
    const [nextJob, next] = await Promise.all([get(path, signal), get(`${path}/rounds`, signal)]);
    state.job = nextJob;
    state.rounds = next.rounds;
    draw();
  };
  draw();
  watch(path, parts.timeline, refresh, signal);
}

/** Events come in bursts, a round of candidates at once: the job is looked at a moment after each. */
function watch(path, line, refresh, signal) {
  let due = null;
  const started = Date.now();
  follow(`${path}/events`, event => {
    line.add(event);
    if (due === null && new Date(event.at) > started - 10000) {
      due = setTimeout(() => {
        due = null;
        if (!signal.aborted) refresh().catch(() => {});
      }, 300);
    }
  }, signal);
}

/** All pictures of the job by name: {@code 0/3}, {@code final/0}. */
function pictures(rounds) {
  const all = new Map();
  for (const round of rounds) {
    for (const candidate of round.candidates) {
      const name = `${round.round ?? "final"}/${candidate.index}`;
      all.set(name, { ...candidate, name });
    }
  }
  return all;
}

/** What to show at first: the result, or else the best so far. */
function favourite({ job }) {
  return job.results[0]?.candidate ?? job.progress.best?.candidate;
}

function sentenceOf(job) {
  if (job.failure) return job.failure.message;
  if (job.sentence) return job.sentence;
  if (job.queue) {
    const wait = job.queue.starts_in_seconds;
    return `Waits at place ${job.queue.position}${wait === undefined ? "" : `, about ${seconds(wait)} to go`}.`;
  }
  return job.status === "queued" ? "Waits for its first candidate." : "The first round is on its way.";
}

const hardest = ({ name, margin }) => `${name}, ${margin < 0 ? "short by" : "above by"} ${Math.abs(margin).toFixed(2)}`;

function factsOf(job) {
  const accepted = job.outcome === "accepted" ? job.results.length : 0;
  const took = job.ended_at ? (new Date(job.ended_at) - new Date(job.created_at)) / 1000 : null;
  const { progress, cost, explanation } = job;
  const facts = [
    ["Made", date(job.created_at)],
    ["Took", took === null ? "still running" : seconds(took)],
    ["Rounds", `${progress.rounds_completed} of ${progress.max_rounds}`],
    ["Candidates", plural(cost.candidates, "picture") + (progress.candidates_failed ? `, ${progress.candidates_failed} lost` : "")],
    ["Cost", cost.counted ? `${seconds(cost.device_seconds)} of device, ${plural(cost.function_evaluations, "evaluation")}` : "–"],
    ["Per accepted image", accepted ? seconds(cost.device_seconds / accepted) : "–"],
    ["Hardest reference", explanation?.hardest ? hardest(explanation.hardest) : "–"],
    ["Stored", bytes(cost.bytes_stored)],
    ["Policy", job.refinement.policy],
    ["Seed", h("span", { class: "mono" }, String(job.seed))],
    ["Model", job.model],
    ["Job", h("span", { class: "mono" }, job.id)],
  ];
  if (job.labels.length) facts.push(["Labels", job.labels.map((label, i) => [i ? ", " : "", h("a", { href: `#/jobs?label=${encodeURIComponent(label)}` }, label)])]);
  facts.push(["Priority", job.priority], [job.ended_at ? "Kept until" : "Deadline", date(job.ended_at ? job.retain_until : job.deadline)]);
  for (const [name, value] of Object.entries(job.metadata)) facts.push([name, value]);
  if (job.webhook) facts.push(["Webhook", job.webhook.url]);
  if (job.replay_of) facts.push(["Replay of", h("a", { href: `#/jobs/${job.replay_of}` }, job.replay_of)]);
  return facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
}
