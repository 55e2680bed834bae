import { h } from "../dom.js";

const SIZES = ["512x512", "768x768", "1024x1024", "1024x1536", "1536x1024", "1536x1536", "2048x2048"];
const ALIGNMENTS = ["center", "top", "bottom", "left", "right", "top-left", "top-right", "bottom-left", "bottom-right"];
const TIMES = [["PT5M", "5 minutes"], ["PT15M", "15 minutes"], ["PT1H", "an hour"], ["PT6H", "6 hours"], ["P1D", "a day"], ["P2D", "2 days"]];
const KEEPING = [["P1D", "a day"], ["P7D", "a week"], ["P30D", "30 days"], ["P90D", "90 days"], ["P365D", "a year"]];

const options = (values, chosen) => values.map(v => {
  const [value, words] = Array.isArray(v) ? v : [v, v];
  return h("option", { value, selected: value === chosen }, words);
});
const choice = (label, name, values, chosen) => h("label", {}, label, h("select", { name }, options(values, chosen)));
const number = (label, name, more) => h("label", {}, label, h("input", { name, type: "number", ...more }));
const text = (label, name, more = {}) => h("label", {}, label, h("input", { name, ...more }));
const folded = (name, ...fields) => h("details", { class: "card" }, h("summary", {}, h("strong", {}, name)), h("div", { class: "fields" }, fields));

/** All that a job can be told beside its pictures; what most leave alone is folded away. */
export function settings(policies) {
  const none = ["", "not told"];
  return [
    h("section", { class: "card fields", "aria-label": "Settings" },
      h("label", { class: "wide" }, "Prompt (optional; @name stands for a reference)", h("textarea", { name: "prompt", rows: 2, maxlength: 4000 })),
      text("External id", "external_id", { maxlength: 200, placeholder: "SKU-1" }),
      choice("Size", "size", SIZES, "1024x1024"),
      number("Rounds at most", "max_rounds", { min: 1, max: 16, value: 4, required: true }),
      number("Candidates a round", "candidates", { min: 1, max: 32, value: 8, required: true }),
      choice("Policy", "policy", policies.map(p => p.policy), policies.find(p => p.default)?.policy),
      choice("Below a gate", "on_miss", [["return_best", "give the best"], ["fail", "fail"]])),
    folded("Output",
      choice("Preset", "preset", [["", "none"], "marketplace-white", "catalog-white"]),
      choice("Format", "format", ["png", "jpeg", "webp"]),
      number("Quality (jpeg, webp)", "quality", { min: 1, max: 100, placeholder: "92" }),
      number("Pictures", "count", { min: 1, max: 4, value: 1 }),
      text("Background colour", "background", { placeholder: "#FFFFFF", pattern: "#[0-9A-Fa-f]{6}" }),
      number("Fill of the subjects", "subject_fill", { min: 0.05, max: 1, step: 0.01, placeholder: "0.05 to 1" }),
      number("Padding", "padding", { min: 0, max: 0.4, step: 0.01, placeholder: "0 to 0.4" }),
      choice("Place", "align", [none, ...ALIGNMENTS]),
      choice("Shadow", "shadow", [none, "natural", "soft", "contact", "none"]),
      text("Palette", "palette", { placeholder: "#0A4D8C #FFFFFF" })),
    folded("Priority and time",
      choice("Priority", "priority", ["interactive", "batch"]),
      choice("Time it may take", "deadline", TIMES, "PT15M"),
      choice("Results are kept for", "retention", KEEPING, "P7D"),
      text("Seed", "seed", { inputmode: "numeric", pattern: "[0-9]{1,16}", placeholder: "by itself" })),
    folded("Labels, metadata, webhook",
      text("Labels, with spaces between", "labels", { placeholder: "spring shoes" }),
      h("label", {}, "Metadata, one name=value a line", h("textarea", { name: "metadata", rows: 3, placeholder: "shop=eu" })),
      text("Webhook of this job", "webhook", { type: "url", placeholder: "https://shop.example/hooks" })),
  ];
}

/** What the form says as the API takes it; what was left alone is left out. */
export function jobOf(form) {
  const fields = new FormData(form);
  const value = name => (fields.get(name) ?? "").trim();
  const given = (...names) => Object.fromEntries(names.filter(n => value(n) !== "").map(n => [n, value(n)]));
  const numbers = (...names) => Object.fromEntries(names.filter(n => value(n) !== "").map(n => [n, Number(value(n))]));
  const words = name => value(name).split(/[\s,]+/).filter(Boolean);
  const metadata = Object.fromEntries(value("metadata").split("\n").map(line => line.trim()).filter(Boolean).map(line => {
    const at = line.indexOf("=");
    return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  }));
  return {
    ...given("prompt", "external_id", "priority", "deadline", "retention"),
    ...numbers("seed"),
    output: {
      ...given("size", "preset", "format", "background", "align", "shadow"),
      ...numbers("quality", "count", "subject_fill", "padding"),
      ...(words("palette").length ? { palette: words("palette") } : {}),
    },
    refinement: { ...given("policy", "on_miss"), ...numbers("max_rounds", "candidates") },
    ...(words("labels").length ? { labels: words("labels") } : {}),
    ...(Object.keys(metadata).length ? { metadata } : {}),
    ...(value("webhook") ? { webhook: { url: value("webhook"), events: [] } } : {}),
  };
}
