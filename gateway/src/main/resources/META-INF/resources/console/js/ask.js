import { h } from "./dom.js";

/**
 * Asks in a dialog before something is done; Esc and Cancel say no.
 * @param fields elements of the form to show, whose names and values come back
 * @return the values as FormData, or null
 */
export function ask({ title, text, action, danger = false, fields = [] }) {
  const before = document.activeElement;
  const form = h("form", { method: "dialog" },
    h("h2", { id: "ask-title" }, title),
    h("p", { class: "break" }, text),
    fields,
    h("div", { class: "row end" },
      h("button", { value: "no", class: "quiet", formnovalidate: true, autofocus: danger }, "Cancel"),
      h("button", { value: "yes", class: danger ? "danger" : "primary" }, action)));
  const dialog = h("dialog", { "aria-labelledby": "ask-title" }, form);
  document.body.append(dialog);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(done => dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
    done(dialog.returnValue === "yes" ? new FormData(form) : null);
  }));
}
