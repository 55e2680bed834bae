import { h } from "../dom.js";
import { candidateName, plural, score, seconds, time } from "../format.js";

const TITLES = {
  "job.queued": "Queued", "job.started": "Started", "job.canceling": "Cancelation asked for", "job.continued": "Continued",
  "job.round.completed": "Round judged", "job.succeeded": "Succeeded", "job.failed": "Failed", "job.canceled": "Canceled", "job.expired": "Expired",
};
const ENDS = ["job.succeeded", "job.failed", "job.canceled", "job.expired"];

/** Events in the order of the stream; candidates are gathered, as they come by the dozen. */
export function timeline() {
  const element = h("ol", { class: "timeline", tabindex: 0, "aria-label": "Events, oldest first" });
  let gathered = null;

  const item = (title, event, detail) => h("li", { class: ENDS.includes(event.type) ? "end" : "" },
    h("span", { class: "title" }, h("span", {}, title), h("span", { class: "hint number" }, `+${seconds(event.elapsed_ms / 1000)} · `, time(event.at))),
    detail ? h("p", { class: "hint break" }, detail) : null);

  const add = event => {
    if (event.type === "candidate.scored" || event.type === "candidate.failed") {
      const key = event.round ?? "final";
      if (gathered?.key !== key) {
        gathered = { key, scored: 0, lost: 0, li: h("li") };
        element.append(gathered.li);
      }
      gathered[event.type === "candidate.scored" ? "scored" : "lost"]++;
      const what = key === "final" ? plural(gathered.scored, "full-size render") : plural(gathered.scored, "candidate");
      const best = event.best ? `Best so far ${candidateName(event.best.candidate)}, worst score ${score(event.best.worst)}.` : null;
      const li = item(`${what} judged${gathered.lost ? `, ${gathered.lost} lost` : ""}`, event, best);
      gathered.li.replaceWith(li);
      gathered.li = li;
      return;
    }
    gathered = null;
    const title = event.type === "job.round.completed" ? `Round ${event.round + 1} judged` : TITLES[event.type] ?? event.type;
    element.append(item(title, event, event.failure?.message ?? event.sentence));
  };
  return { element, add };
}
