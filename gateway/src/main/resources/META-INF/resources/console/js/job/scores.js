import { picture } from "../api.js";
import { h, wide } from "../dom.js";
import { candidateName, score } from "../format.js";

/** The chosen candidate's score for each reference, as bars against their gates. */
export function scores() {
  const of = h("p", { class: "hint" });
  const list = h("ul", { class: "scores" });
  const show = (job, chosen) => {
    if (!chosen?.standing) {
      of.textContent = chosen?.failure ? `${candidateName(chosen.name)}: ${chosen.failure.message}` : "No candidate is judged yet.";
      list.replaceChildren(...job.references.map(r => line(job, { name: r.name, role: r.role, score: null, gate: r.gate ?? null })), quality(job, null));
      return;
    }
    const { standing } = chosen;
    const missed = standing.gates_missed;
    of.textContent = `Candidate ${candidateName(chosen.name)}: ${missed === 0 ? "meets every gate" : missed === 1 ? "misses one gate" : `misses ${missed} gates`}. The mark is the gate.`;
    const lines = standing.scores.map(x => line(job, x, chosen.reasons?.[x.name]));
    if (standing.prompt) lines.push(line(job, { name: "prompt", role: "text", ...standing.prompt }));
    if (standing.quality !== undefined) lines.push(quality(job, standing.quality));
    list.replaceChildren(...lines);
  };
  return { element: h("div", { class: "stack" }, of, list), show };
}

const quality = (job, value) => line(job, { name: "technical quality", role: "picture", score: value, gate: null });

function line(job, { name, role, score: value, gate, masked, holdout, delta_e: deltaE }, reason) {
  const reference = job.references.find(r => r.name === name);
  const judged = value !== null && value !== undefined && !masked;
  const met = judged && (gate === null || value >= gate);
  const words = !judged
    ? masked ? `not judged: ${masked}` : "not judged yet"
    : gate === null ? score(value) : `${score(value)} of ${score(gate)} ${met ? "✓" : "✗"}`;
  const extra = [holdout === undefined ? null : `hold-out ${score(holdout)}`, deltaE === undefined ? null : `ΔE ${deltaE.toFixed(1)}`, reason ?? null]
    .filter(Boolean).join(" · ");
  const meter = h("span", { class: `meter ${met ? "met" : ""}`, "aria-hidden": "true" }, judged ? wide(h("i"), value) : null);
  if (gate !== null && gate !== undefined) {
    const mark = h("b");
    mark.style.left = `${gate * 100}%`;
    meter.append(mark);
  }
  return h("li", { class: reference ? "" : "plain" },
    reference ? picture(h("img", { class: "face", alt: "" }), `/v1/assets/${reference.asset}`) : null,
    h("span", { class: "name" }, h("span", {}, h("strong", {}, name), h("span", { class: "hint" }, ` ${role}`)), h("span", { class: "number" }, words)),
    meter,
    // Its line is there before there is anything to say, so that nothing moves then.
    h("span", { class: "without hint" }, extra || "\u00a0"));
}
