import { picture } from "../api.js";
import { h } from "../dom.js";

/** What the job was given: each reference with its role. */
export function inputs(job) {
  return h("ul", { class: "inputs" }, job.references.map(r => h("li", {}, h("figure", {},
    picture(h("img", { alt: `Reference ${r.name}`, width: r.width, height: r.height }), `/v1/assets/${r.asset}`),
    h("figcaption", {}, h("strong", {}, r.name), h("br"), h("span", { class: "hint" }, r.role + (r.mask ? ", with a mask" : "")))))));
}
