import { picture } from "../api.js";
import { h } from "../dom.js";
import { candidateName, plural, score } from "../format.js";

const VERDICTS = { refine: "refined further", accept: "accepted", exhausted: "budget spent", infeasible: "gate out of reach" };
const REST = "Point at a candidate to see where it comes from, press it to see its scores. With a keyboard: arrow keys and Enter.";

/**
 * Rounds as rows of pictures. Cards stay the same elements while more come in, so that focus and scroll position stay.
 * @param choose called with a candidate's name
 */
export function gallery(choose) {
  const origin = h("div", { class: "lineage", id: "lineage" }, h("p", { class: "soft" }, REST));
  const element = h("div", { class: "stack", onkeydown: e => walk(e, element) }, origin);
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
    const stop = cards.has(chosen) ? chosen : cards.keys().next().value;
    cards.forEach((card, name) => {
      card.setAttribute("aria-pressed", String(name === chosen));
      // One stop for Tab; dozens would stand before what follows.
      if (!element.querySelector(".shot:focus")) card.tabIndex = name === stop ? 0 : -1;
      const crown = results.includes(name) ? "result" : name === best ? "best" : null;
      const badge = card.querySelector(".crown");
      badge.hidden = crown === null;
      badge.textContent = crown ?? "";
    });
  };
  return { element, show };
}

/** Arrow keys go from candidate to candidate as they lie on the screen, Home and End to the first and the last. */
function walk(event, element) {
  const all = [...element.querySelectorAll(".shot")];
  const from = all.indexOf(document.activeElement);
  if (from < 0) return;
  const to = target(event.key, all, from);
  if (!to) return;
  event.preventDefault();
  all.forEach(card => { card.tabIndex = card === to ? 0 : -1; });
  to.focus();
}

function target(key, all, from) {
  switch (key) {
    case "ArrowRight": return all[from + 1];
    case "ArrowLeft": return all[from - 1];
    case "Home": return all[0];
    case "End": return all.at(-1);
    case "ArrowDown": return nearest(all, from, 1);
    case "ArrowUp": return nearest(all, from, -1);
    default: return null;
  }
}

function nearest(all, from, direction) {
  const places = all.map(card => card.getBoundingClientRect());
  const here = places[from];
  const beyond = places.map((place, i) => ({ i, down: (place.top - here.top) * direction, aside: Math.abs(place.left - here.left) }))
    .filter(p => p.down > 4);
  const row = Math.min(...beyond.map(p => p.down));
  const best = beyond.filter(p => p.down < row + 4).sort((a, b) => a.aside - b.aside)[0];
  return best && all[best.i];
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
