import { h } from "../dom.js";

const ROLES = { subject: "the thing itself", background: "where it stands", style: "how it is painted", lighting: "its light", pose: "how it stands" };
const TYPES = "image/png,image/jpeg,image/webp";

/** One picture with its name, its role and, folded away, its mask and how strictly it is kept. */
export function reference(file, name, role, signal, onRemove) {
  const preview = URL.createObjectURL(file);
  signal.addEventListener("abort", () => URL.revokeObjectURL(preview));
  const nameField = h("input", { value: name, required: true, maxlength: 40, spellcheck: "false" });
  const roleField = h("select", {}, Object.entries(ROLES).map(([r, meaning]) => h("option", { value: r, selected: r === role }, `${r}: ${meaning}`)));
  const weightField = h("input", { type: "number", min: 0.1, max: 10, step: 0.1, value: 1 });
  const gateField = h("input", { type: "number", min: 0, max: 1, step: 0.01, placeholder: "from the policy" });
  const heightField = h("input", { type: "number", min: 0.1, max: 10000, step: 0.1, placeholder: "not told" });
  const maskField = h("input", { type: "file", accept: TYPES });
  const note = h("p", { class: "note", hidden: true });
  const more = h("details", { class: "more" }, h("summary", {}, "Mask, gate, height"),
    h("div", { class: "fields" },
      h("label", { class: "wide" }, "Mask (white is where the subject is)", maskField),
      h("label", {}, "Gate, 0 to 1", gateField),
      h("label", {}, "Height of the thing, cm", heightField)));
  const element = h("li", {},
    h("img", { src: preview, alt: file.name }),
    h("label", {}, "Name", nameField), h("label", {}, "Role", roleField), h("label", {}, "Weight", weightField),
    h("button", { type: "button", class: "quiet", "aria-label": `Remove ${file.name}`, onclick: onRemove }, "Remove"), more, note);
  return {
    element, file,
    name: () => nameField.value.trim(),
    role: () => roleField.value,
    mask: () => maskField.files[0] ?? null,
    /** As the API takes it, but for the files. */
    json: () => ({
      name: nameField.value.trim(), role: roleField.value, weight: Number(weightField.value),
      ...(gateField.value === "" ? {} : { gate: Number(gateField.value) }),
      ...(heightField.value === "" ? {} : { height_cm: Number(heightField.value) }),
    }),
    fault: text => {
      element.classList.toggle("wrong", text !== null);
      note.hidden = text === null;
      note.textContent = text ?? "";
      if (text !== null && /mask|gate|height/.test(text)) more.open = true;
    },
  };
}

/** A name for a file that no row has yet. */
export function freeName(fileName, rows) {
  const plain = fileName.replace(/\.[^.]*$/, "").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "").slice(0, 36) || "picture";
  let name = plain;
  for (let n = 2; rows.some(r => r.name() === name); n++) name = `${plain}-${n}`;
  return name;
}
