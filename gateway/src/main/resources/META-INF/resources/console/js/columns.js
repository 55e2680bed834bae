import { s } from "./dom.js";
import { number } from "./format.js";

const WIDTH = 560;
const HEIGHT = 190;
const FLOOR = HEIGHT - 24;

/**
 * Columns with their values above them.
 * @param bars each with label, name (in full), value, and perhaps unit and lost
 */
export function columns(bars, what, most = Math.max(1, ...bars.map(b => b.value))) {
  const step = WIDTH / bars.length;
  const words = bars.filter(b => b.value).map(b => `${b.name} ${number(b.value)}`).join(", ") || "none";
  const chart = s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${what}: ${words}` },
    s("line", { class: "grid", x1: 0, x2: WIDTH, y1: FLOOR + 0.5, y2: FLOOR + 0.5 }));
  bars.forEach((bar, i) => {
    const height = (bar.value / most) * (FLOOR - 24);
    const middle = (i + 0.5) * step;
    const width = Math.min(46, step * 0.7);
    chart.append(s("rect", { class: `column ${bar.lost ? "lost" : ""}`, x: middle - width / 2, y: FLOOR - height, width, height, rx: 3 }),
      s("text", { x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, bar.label));
    if (bar.value) chart.append(s("text", { x: middle, y: FLOOR - height - 6, "text-anchor": "middle" }, number(bar.value) + (bar.unit ?? "")));
  });
  return chart;
}
