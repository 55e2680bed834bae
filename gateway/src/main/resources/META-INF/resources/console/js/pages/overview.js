import { get } from "../api.js";
import { h } from "../dom.js";
import { columns } from "../columns.js";
import { number, percent, plural, seconds } from "../format.js";
import { live } from "../live.js";
import { row } from "./jobs.js";

const LOOKED_AT = 100;

/** How things go, from the latest jobs and the usage of the last two weeks. */
export async function overviewPage(main, { signal }) {
  const tiles = h("dl", { class: "tiles" });
  const days = h("div");
  const rounds = h("div");
  const latest = h("ul", { class: "jobs" });
  const none = h("p", { class: "empty", hidden: true }, "No jobs yet. ", h("a", { href: "#/new" }, "Make the first one"), ".");
  const card = (name, ...children) => h("section", { class: "card", "aria-label": name }, h("h2", {}, name), children);
  main.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, "Overview"), h("a", { class: "button primary", href: "#/new" }, "New job")),
    tiles,
    h("div", { class: "two" }, card("Pictures a day", days), card("Accepted by round", rounds)),
    card("Latest jobs", latest, none));
  let drawn = "";
  await live(async () => {
    const [{ jobs }, usage] = await Promise.all([get(`/v1/jobs?limit=${LOOKED_AT}`, signal), usageOfTwoWeeks(signal)]);
    const now = JSON.stringify([jobs, usage]);
    if (now === drawn) return;
    drawn = now;
    tiles.replaceChildren(...figures(jobs, usage).map(([name, value, note]) =>
      h("div", { class: "tile" }, h("dt", {}, name), h("dd", {}, value), h("dd", { class: "hint" }, note))));
    days.replaceChildren(usage ? daily(usage) : h("p", { class: "empty" }, "The key has no scope usage:read."));
    rounds.replaceChildren(acceptance(jobs));
    // Someone may be on a row with the keyboard.
    if (!latest.contains(document.activeElement)) latest.replaceChildren(...jobs.slice(0, 6).map(row));
    none.hidden = jobs.length > 0;
  }, signal);
}

const day = millis => new Date(millis).toISOString().slice(0, 10);

/** Null where the key may not look at usage. */
async function usageOfTwoWeeks(signal) {
  const now = Date.now();
  try {
    return await get(`/v1/usage?from=${day(now - 13 * 86400e3)}&to=${day(now)}&group_by=day`, signal);
  } catch (e) {
    if (e.status === 403) return null;
    throw e;
  }
}

function figures(jobs, usage) {
  const hourAgo = Date.now() - 3600e3;
  const endedLately = jobs.filter(j => new Date(j.ended_at) > hourAgo);
  const made = endedLately.reduce((sum, j) => sum + j.cost.candidates, 0);
  const queued = jobs.filter(j => j.status === "queued");
  const running = jobs.filter(j => ["running", "canceling"].includes(j.status));
  const judged = jobs.filter(j => j.status === "succeeded");
  const accepted = judged.filter(j => j.outcome === "accepted");
  const pictures = accepted.reduce((sum, j) => sum + j.results.length, 0);
  const spent = jobs.reduce((sum, j) => sum + j.cost.device_seconds, 0);
  const wait = Math.max(...queued.map(j => j.queue?.starts_in_seconds ?? -1));
  const atLeast = jobs.length === LOOKED_AT && endedLately.length === jobs.length ? "+" : "";
  return [
    ["Jobs ended in the last hour", `${number(endedLately.length)}${atLeast}`, plural(made, "picture") + " made"],
    ["Queue", number(queued.length), queued.length && wait >= 0 ? `the last starts in ${seconds(wait)}` : `${plural(running.length, "job")} running`],
    ["Accepted", percent(accepted.length / judged.length), `of the latest ${plural(judged.length, "finished job")}`],
    ["Cost per accepted image", pictures ? seconds(spent / pictures) : "–", "device time of all pictures made"],
    ["Device time, 14 days", usage ? seconds(usage.total.device_seconds) : "–", usage ? plural(usage.total.candidates, "picture") : "needs scope usage:read"],
  ];
}

function daily(usage) {
  const known = new Map(usage.usage.map(u => [u.day, u.candidates]));
  const all = Array.from({ length: 14 }, (_, i) => day(Date.parse(usage.from) + i * 86400e3));
  return columns(all.map(d => ({ label: String(Number(d.slice(8))), name: d, value: known.get(d) ?? 0 })), "pictures");
}

/** Of the jobs that were judged: after which round they were accepted. */
function acceptance(jobs) {
  const judged = jobs.filter(j => j.status === "succeeded");
  if (!judged.length) return h("p", { class: "empty" }, "No job has finished yet.");
  const most = Math.max(4, ...judged.map(j => j.progress.rounds_completed));
  const bars = Array.from({ length: most }, (_, i) => {
    const here = judged.filter(j => j.outcome === "accepted" && j.progress.rounds_completed === i + 1).length;
    return { label: `Round ${i + 1}`, name: `after round ${i + 1}`, value: Math.round((here / judged.length) * 100), unit: " %" };
  });
  const below = judged.filter(j => j.outcome !== "accepted").length;
  bars.push({ label: "below", name: "below a gate", value: Math.round((below / judged.length) * 100), unit: " %", lost: true });
  return columns(bars, "per cent of jobs", 100);
}
