import { picture } from "../api.js";
import { h } from "../dom.js";
import { candidateName } from "../format.js";

/** A candidate over a reference, with a slider between them: a range input, so that arrow keys move it. */
export function compare() {
  const under = h("img", { alt: "" });
  const over = h("img", { class: "over", alt: "" });
  const left = h("span", { class: "tag left" });
  const right = h("span", { class: "tag right" });
  const slider = h("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": "Where the reference ends and the candidate begins" });
  const box = h("div", { class: "compare" }, under, over, h("span", { class: "handle" }), left, right, slider);
  slider.addEventListener("input", () => box.style.setProperty("--split", `${slider.value}%`));
  const select = h("select", {});
  let current = null;
  let shown = null;

  const reveal = () => {
    const reference = current.references.find(r => r.name === select.value) ?? current.references[0];
    picture(under, `/v1/assets/${reference.asset}`);
    under.alt = `Reference ${reference.name}`;
    left.textContent = reference.name;
  };
  select.addEventListener("change", reveal);

  const show = (job, chosen) => {
    current = job;
    if (!select.options.length) {
      box.style.aspectRatio = job.output.size.replace("x", " / ");
      select.append(...job.references.map(r => h("option", { value: r.name }, `${r.name} (${r.role})`)));
      // The background shows best what changed; the eye finds the rest.
      select.value = (job.references.find(r => r.role === "background") ?? job.references[0]).name;
    }
    reveal();
    const pictured = chosen?.image ? chosen : null;
    over.hidden = !pictured;
    right.textContent = pictured ? `Candidate ${candidateName(pictured.name)}` : "No picture yet";
    if (pictured && shown !== pictured.name) {
      shown = pictured.name;
      over.alt = `Candidate ${candidateName(pictured.name)}`;
      picture(over, pictured.image);
    }
  };
  return { element: h("div", { class: "stack" }, box, h("label", {}, "Compare with", select)), show };
}
