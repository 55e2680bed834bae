import { picture } from "../api.js";
import { h } from "../dom.js";
import { candidateName, plural, score } from "../format.js";

const VERDICTS = { refine: "refined further", accept: "accepted", exhausted: "budget spent", infeasible: "gate out of reach" };
const REST = "Point at a candidate, or move to it with Tab, to see where it comes from. Press it to see its scores.";

/**
 * Rounds as rows of pictures. Cards stay the same elements while more come in, so that focus and scroll position stay.
 * @param choose called with a candidate's name
 */
export function gallery(choose) {
  const origin = h("div", { class: "lineage", id: "lineage" }, h("p", { class: "soft" }, REST));
  const element = h("div", { class: "stack" }, origin);
  const sections = new Map();
  const cards = new Map();
  let known = { job: null, rounds: [] };

  const tell = name => {
    const { text, kin } = lineage(known.job, known.rounds, name);
    origin.replaceChildren(h("p", {}, h("strong", {}, `Candidate ${candidateName(name)}. `), text));
    cards.forEach((card, other) => card.classList.toggle("kin", kin.includes(other)));
  };

  const show = (job, rounds, chosen) => {
    known = { job, rounds };
    if (!rounds.length && !sections.size) {
      if (!element.querySelector(".empty")) element.append(h("p", { class: "empty" }, "No candidate yet."));
      return;
    }
    element.querySelector(".empty")?.remove();
    for (const round of rounds) {
      const id = round.round ?? "final";
      if (!sections.has(id)) sections.set(id, section(element));
      const { header, list } = sections.get(id);
      header.replaceChildren(...headline(round));
      for (const candidate of round.candidates) {
        const name = `${id}/${candidate.index}`;
        if (!cards.has(name)) {
          const card = shot(name, candidate, () => choose(name), () => tell(name));
          cards.set(name, card);
          const after = [...list.children].find(li => Number(li.dataset.index) > candidate.index) ?? null;
          list.insertBefore(h("li", { "data-index": candidate.index }, card), after);
        }
      }
    }
    const best = job.progress.best?.candidate;
    const results = job.results.map(r => r.candidate);
    cards.forEach((card, name) => {
      card.setAttribute("aria-pressed", String(name === chosen));
      const crown = results.includes(name) ? "result" : name === best ? "best" : null;
      const badge = card.querySelector(".crown");
      badge.hidden = crown === null;
      badge.textContent = crown ?? "";
    });
  };
  return { element, show };
}

function section(element) {
  const header = h("header");
  const list = h("ul", { class: "gallery" });
  element.append(h("section", { class: "round" }, header, list));
  return { header, list };
}

function headline(round) {
  const final = round.round === undefined;
  const judged = plural(round.candidates.length, final ? "render" : "candidate");
  return [
    h("h3", {}, final ? "Full size" : `Round ${round.round + 1}`),
    h("span", { class: "hint" }, [judged, round.verdict ? VERDICTS[round.verdict] : final ? null : "running"].filter(Boolean).join(", ")),
    round.sentence ? h("span", { class: "hint break" }, round.sentence) : null,
  ].filter(Boolean);
}

function shot(name, candidate, onChoose, onLook) {
  const { standing, failure } = candidate;
  const met = standing?.gates_missed === 0;
  const words = standing ? (met ? "✓" : "✗") : "lost";
  const label = `Candidate ${candidateName(name)}, ${
    standing ? `worst score ${score(standing.worst)}, ${met ? "meets every gate" : `misses ${plural(standing.gates_missed, "gate")}`}` : failure?.message ?? "not judged"}`;
  const frame = h("span", { class: "frame" },
    candidate.image ? picture(h("img", { alt: "", loading: "lazy", width: candidate.width, height: candidate.height }), candidate.image) : failure?.code ?? "lost",
    h("span", { class: "crown", hidden: true }));
  return h("button", {
    type: "button", class: `shot ${met ? "met" : ""}`, "aria-label": label, "aria-describedby": "lineage",
    onclick: onChoose, onmouseenter: onLook, onfocus: onLook,
  }, frame, h("span", { class: "under" }, h("span", {}, candidateName(name)), h("span", { class: "mark" }, standing ? `${score(standing.worst)} ${words}` : words)));
}

/** Where a candidate comes from, as far as the API tells: the round before, its best, and the moves that it planned. */
function lineage(job, rounds, name) {
  const [id, index] = name.split("/");
  if (id === "final") {
    const result = job.results.find(r => r.candidate === name);
    const from = result?.from ?? rounds.filter(r => r.round !== undefined).at(-1)?.best;
    return {
      text: from ? `Candidate ${candidateName(from)}, rendered at full size and judged again.` : "A preview, rendered at full size.",
      kin: from ? [from] : [],
    };
  }
  const number = Number(id);
  const before = rounds.find(r => r.round === number - 1);
  if (!before) return { text: "Of the first round, drawn from the job's seed alone.", kin: [] };
  const moves = before.explanation?.moves?.map(move) ?? Object.entries(before.plan ?? {}).map(([operator, count]) => `${count} by ${operator}`);
  const shifts = (before.explanation?.weights ?? []).filter(w => Math.abs(w.to - w.from) >= 0.01).map(w => `${w.reference} weighs ${w.to.toFixed(2)} instead of ${w.from.toFixed(2)}`);
  const parts = [
    before.best ? `Proposed after round ${number}, whose best was ${candidateName(before.best)}` : `Proposed after round ${number}`,
    moves.length ? `this round's moves: ${moves.join(", ")}` : null,
    shifts.length ? shifts.join(", ") : null,
  ].filter(Boolean);
  return { text: `${parts.join("; ")}.`, kin: before.best && before.best !== `${id}/${index}` ? [before.best] : [] };
}

function move({ operator, count, focus }) {
  const helped = Object.entries(focus ?? {}).map(([reference, n]) => `${n} for ${reference}`);
  return `${count} by ${operator}${helped.length ? ` (${helped.join(", ")})` : ""}`;
}
