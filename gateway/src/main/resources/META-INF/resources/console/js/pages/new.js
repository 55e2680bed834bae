import { get, post } from "../api.js";
import { h, problem, say } from "../dom.js";

const ROLES = { subject: "the thing itself", background: "where it stands", style: "how it is painted", lighting: "its light", pose: "how it stands" };
const MOST = 12;
const TYPES = "image/png,image/jpeg,image/webp";

/** A new job: pictures are dragged in or chosen, each gets a name and a role. */
export async function newPage(main, { signal }) {
  const { policies } = await get("/v1/policies", signal);
  const rows = [];
  const list = h("ul", { class: "refs" });
  const refused = h("div", { class: "slot" });
  const files = h("input", { type: "file", accept: TYPES, multiple: true, class: "sr", id: "files", "aria-label": "Choose pictures" });
  const drop = h("div", { class: "drop" },
    h("p", {}, h("strong", {}, "Drag pictures here"), ", paste them, or"),
    h("button", { type: "button", onclick: () => files.click() }, "Choose pictures"), files,
    h("p", { class: "hint" }, `PNG, JPEG or WebP, at most ${MOST}. At least one is a subject.`));
  files.tabIndex = -1;

  const add = chosen => {
    const fitting = [...chosen].filter(f => f.type.startsWith("image/"));
    if (fitting.length < chosen.length) say("Only pictures can be references.");
    for (const file of fitting) {
      if (rows.length === MOST) {
        say(`A job takes at most ${MOST} references.`);
        break;
      }
      const row = reference(file, freeName(file.name, rows), rows.length === 0 ? "subject" : rows.length === 1 ? "background" : "style", signal, () => {
        rows.splice(rows.indexOf(row), 1);
        row.element.remove();
        files.previousElementSibling.focus();
      });
      rows.push(row);
      list.append(row.element);
    }
    files.value = "";
  };
  files.addEventListener("change", () => add(files.files));
  drop.addEventListener("dragover", e => {
    e.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", e => {
    e.preventDefault();
    drop.classList.remove("over");
    add(e.dataTransfer.files);
  });
  // A picture that misses the field would otherwise replace the page.
  addEventListener("dragover", e => e.preventDefault(), { signal });
  addEventListener("drop", e => e.preventDefault(), { signal });
  addEventListener("paste", e => { if (e.clipboardData.files.length) add(e.clipboardData.files); }, { signal });

  const number = (name, label, value, max) => h("label", {}, label, h("input", { name, type: "number", min: 1, max, value, required: true }));
  const submit = h("button", { class: "primary" }, "Submit job");
  // The same until something is changed, so that a second click after a time-out makes no second job.
  let idempotencyKey = randomKey();
  const form = h("form", { class: "stack", novalidate: true },
    drop, list,
    h("section", { class: "card fields", "aria-label": "Settings" },
      h("label", { class: "wide" }, "Prompt (optional; @name stands for a reference)", h("textarea", { name: "prompt", rows: 2 })),
      h("label", {}, "External id", h("input", { name: "external_id", maxlength: 200, placeholder: "SKU-1" })),
      h("label", {}, "Size", h("select", { name: "size" }, ["512x512", "768x768", "1024x1024", "1536x1536", "2048x2048"].map(x => h("option", { selected: x === "1024x1024" }, x)))),
      number("max_rounds", "Rounds at most", 4, 16),
      number("candidates", "Candidates a round", 8, 32),
      h("label", {}, "Policy", h("select", { name: "policy" }, policies.map(p => h("option", { selected: p.default }, p.policy))))),
    refused,
    h("div", { class: "row end" }, submit));

  const changed = () => { idempotencyKey = randomKey(); };
  form.addEventListener("input", changed);
  new MutationObserver(changed).observe(list, { childList: true });

  form.addEventListener("submit", async e => {
    e.preventDefault();
    refused.replaceChildren();
    rows.forEach(r => r.fault(null));
    submit.disabled = true;
    try {
      const job = await post("/v1/jobs", body(form, rows), { "Idempotency-Key": idempotencyKey });
      location.hash = `#/jobs/${job.id}`;
    } catch (error) {
      for (const { field, detail } of [...(error.errors ?? []), { field: error.field, detail: error.message }]) {
        const index = /^references\[(\d+)\]/.exec(field ?? "")?.[1];
        if (index !== undefined) rows[index]?.fault(detail);
      }
      refused.replaceChildren(problem(error));
      refused.firstChild.focus();
    } finally {
      submit.disabled = false;
    }
  });
  main.replaceChildren(h("h1", {}, "New job"), form);
}

function body(form, rows) {
  const fields = new FormData(form);
  const text = name => fields.get(name).trim();
  const job = {
    references: rows.map((r, i) => ({ name: r.name(), role: r.role(), weight: r.weight(), file: `picture-${i}` })),
    output: { size: text("size") },
    refinement: { policy: text("policy"), max_rounds: Number(text("max_rounds")), candidates: Number(text("candidates")) },
  };
  if (text("prompt")) job.prompt = text("prompt");
  if (text("external_id")) job.external_id = text("external_id");
  const parts = new FormData();
  parts.append("job", JSON.stringify(job));
  rows.forEach((r, i) => parts.append(`f${i}`, r.file, `picture-${i}`));
  return parts;
}

/** One picture with its name and role. */
function reference(file, name, role, signal, onRemove) {
  const preview = URL.createObjectURL(file);
  signal.addEventListener("abort", () => URL.revokeObjectURL(preview));
  const nameField = h("input", { value: name, required: true, maxlength: 40, spellcheck: "false" });
  const roleField = h("select", {}, Object.entries(ROLES).map(([r, meaning]) => h("option", { value: r, selected: r === role }, `${r}: ${meaning}`)));
  const weightField = h("input", { type: "number", min: 0.1, max: 10, step: 0.1, value: 1 });
  const note = h("p", { class: "note", hidden: true });
  const element = h("li", {},
    h("img", { src: preview, alt: file.name }),
    h("label", {}, "Name", nameField), h("label", {}, "Role", roleField), h("label", {}, "Weight", weightField),
    h("button", { type: "button", class: "quiet", "aria-label": `Remove ${file.name}`, onclick: onRemove }, "Remove"), note);
  return {
    element, file,
    name: () => nameField.value.trim(),
    role: () => roleField.value,
    weight: () => Number(weightField.value),
    fault: text => {
      element.classList.toggle("wrong", text !== null);
      note.hidden = text === null;
      note.textContent = text ?? "";
    },
  };
}

function freeName(fileName, rows) {
  const plain = fileName.replace(/\.[^.]*$/, "").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "").slice(0, 36) || "picture";
  let name = plain;
  for (let n = 2; rows.some(r => r.name() === name); n++) name = `${plain}-${n}`;
  return name;
}

function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
}
