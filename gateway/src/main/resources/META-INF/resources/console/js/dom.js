/**
 * Makes an element. Children and attributes are text, never markup: what users put into names and prompts cannot become code.
 * Attributes: a function is a listener (onclick), true an empty attribute, null and false none.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter(c => c !== null && c !== undefined && c !== false));
  return element;
}

/** Width in per cent, set through the object model: the page's policy allows no inline style. */
export function wide(element, share) {
  element.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return element;
}

let silence;

/** Tells something in passing, also to screen readers. */
export function say(text) {
  const said = document.getElementById("said");
  said.textContent = text;
  said.classList.add("on");
  clearTimeout(silence);
  silence = setTimeout(() => said.classList.remove("on"), 5000);
}

/** A refusal with everything that the API said of it. */
export function problem(error) {
  const list = (error.errors ?? []).map(e => h("li", {}, h("code", {}, e.field ?? "job"), ` ${e.detail ?? e.code ?? ""}`));
  return h("div", { class: "problem", role: "alert", tabindex: -1 }, h("p", {}, error.message), list.length > 1 ? h("ul", {}, list) : null);
}
