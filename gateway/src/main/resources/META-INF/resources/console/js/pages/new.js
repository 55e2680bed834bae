import { get, post } from "../api.js";
import { h, problem, say } from "../dom.js";
import { freeName, reference } from "../new/reference.js";
import { jobOf, settings } from "../new/settings.js";
import { randomKey } from "../random.js";

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

  const submit = h("button", { class: "primary" }, "Submit job");
  // The same until something is changed, so that a second click after a time-out makes no second job.
  let idempotencyKey = randomKey();
  const form = h("form", { class: "stack", novalidate: true },
    drop, list, settings(policies),
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
      for (const details of form.querySelectorAll("details:not([open])")) details.open = details.querySelector(":invalid") !== null;
      refused.replaceChildren(problem(error));
      refused.firstChild.focus();
    } finally {
      submit.disabled = false;
    }
  });
  main.replaceChildren(h("h1", {}, "New job"), form);
}

function body(form, rows) {
  const job = jobOf(form);
  job.references = rows.map((r, i) => ({ ...r.json(), file: `picture-${i}`, ...(r.mask() ? { mask_file: `mask-${i}` } : {}) }));
  const parts = new FormData();
  parts.append("job", JSON.stringify(job));
  rows.forEach((r, i) => {
    parts.append(`f${i}`, r.file, `picture-${i}`);
    if (r.mask()) parts.append(`m${i}`, r.mask(), `mask-${i}`);
  });
  return parts;
}
