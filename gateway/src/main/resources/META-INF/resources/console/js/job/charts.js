import { h, s } from "../dom.js";
import { candidateName, score } from "../format.js";

const WIDTH = 560;
const HEIGHT = 210;
const LEFT = 34;
const BOTTOM = 28;
const TOP = 8;
const y = value => TOP + (1 - value) * (HEIGHT - TOP - BOTTOM);

/** Each candidate's worst reference in the order of arrival, the best so far, and the gates. */
export function rewardChart(rounds, chosen) {
  const points = rounds.filter(r => r.round !== undefined)
    .flatMap(r => r.candidates.filter(c => c.standing?.worst !== undefined).map(c => ({ ...c, round: r.round, name: `${r.round}/${c.index}` })))
    .sort((a, b) => a.round - b.round || new Date(a.at) - new Date(b.at) || a.index - b.index);
  const x = i => LEFT + 10 + (i + 0.5) * ((WIDTH - LEFT - 20) / Math.max(8, points.length));
  const gates = [...new Set(points.flatMap(p => p.standing.scores.map(q => q.gate)))].filter(g => g > 0);
  const chart = s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": describe(points) });
  axis(chart, [0, 0.25, 0.5, 0.75, 1], v => v.toFixed(2));
  for (const gate of gates) chart.append(s("line", { class: "gate", x1: LEFT, x2: WIDTH - 6, y1: y(gate), y2: y(gate) }));
  let best = 0;
  let path = "";
  points.forEach((p, i) => {
    if (i === 0 || p.round !== points[i - 1].round) {
      const edge = i === 0 ? LEFT : (x(i) + x(i - 1)) / 2;
      if (i > 0) chart.append(s("line", { class: "grid", x1: edge, x2: edge, y1: TOP, y2: HEIGHT - BOTTOM }));
      chart.append(s("text", { x: edge + 6, y: HEIGHT - 10 }, `Round ${p.round + 1}`));
    }
    best = Math.max(best, p.standing.worst);
    path += path ? `H${x(i)}V${y(best)}` : `M${x(i)},${y(best)}`;
  });
  if (path) chart.append(s("path", { class: "best", d: `${path}h${Math.max(4, x(1) - x(0)) / 2}` }));
  points.forEach((p, i) => chart.append(s("circle", {
    class: `dot ${p.standing.gates_missed === 0 ? "met" : ""}`, cx: x(i), cy: y(p.standing.worst), r: p.name === chosen ? 7 : 4.5,
  }, s("title", {}, `${candidateName(p.name)}: worst ${score(p.standing.worst)}`))));
  return h("div", { class: "stack" }, chart, h("ul", { class: "legend" },
    key(s("circle", { class: "dot", cx: 9, cy: 5, r: 4 }), "worst reference"),
    key(s("circle", { class: "dot met", cx: 9, cy: 5, r: 4 }), "meets every gate"),
    key(s("line", { class: "best", x1: 0, x2: 18, y1: 5, y2: 5 }), "highest so far"),
    key(s("line", { class: "gate", x1: 0, x2: 18, y1: 5, y2: 5 }), "gates")));
}

function describe(points) {
  if (!points.length) return "No candidate is judged yet.";
  const worst = points.map(p => p.standing.worst);
  const met = points.filter(p => p.standing.gates_missed === 0).length;
  return `Worst score of ${points.length} candidates: from ${score(Math.min(...worst))} to ${score(Math.max(...worst))}; ${met} meet every gate.`;
}

/** How much each reference counted in each round: what is hard counts more. Weights add up to 1. */
export function weightsChart(job, rounds) {
  const names = job.references.map(r => r.name);
  const start = job.references.reduce((sum, r) => sum + r.weight, 0);
  const judged = rounds.filter(r => r.weights);
  const columns = [
    Object.fromEntries(job.references.map(r => [r.name, r.weight / start])),
    ...judged.map(r => r.weights),
  ];
  const x = i => LEFT + 16 + i * ((WIDTH - LEFT - 40) / Math.max(1, columns.length - 1));
  const words = names.map(n => `${n} ${columns.map(c => score(c[n] ?? 0)).join(", ")}`).join("; ");
  const chart = s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `Weights by round. ${words}` });
  axis(chart, [0, 0.25, 0.5, 0.75, 1], v => v.toFixed(2));
  columns.forEach((_, i) => chart.append(s("text", { x: x(i), y: HEIGHT - 10, "text-anchor": "middle" }, i === 0 ? "start" : `after ${judged[i - 1].round + 1}`)));
  names.forEach((name, n) => {
    // References that weigh the same would hide one another.
    const at = c => y(c[name] ?? 0) + (n - (names.length - 1) / 2) * 3;
    const line = columns.map((c, i) => `${i ? "L" : "M"}${x(i)},${at(c)}`).join("");
    chart.append(s("path", { class: `s${(n % 6) + 1}`, d: columns.length > 1 ? line : `${line}h14` }));
    columns.forEach((c, i) => chart.append(s("circle", { class: `s${(n % 6) + 1}`, cx: x(i), cy: at(c), r: 2.5 })));
  });
  const last = columns.at(-1);
  return h("div", { class: "stack" }, chart, h("ul", { class: "legend" },
    names.map((name, n) => key(s("line", { class: `s${(n % 6) + 1}`, x1: 0, x2: 18, y1: 5, y2: 5 }), `${name} ${score(last[name] ?? 0)}`))));
}

function axis(chart, values, word) {
  for (const value of values) {
    chart.append(s("line", { class: "grid", x1: LEFT, x2: WIDTH - 6, y1: y(value), y2: y(value) }),
      s("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, word(value)));
  }
}

function key(mark, words) {
  return h("li", {}, s("svg", { viewBox: "0 0 18 10", "aria-hidden": "true" }, mark), words);
}
