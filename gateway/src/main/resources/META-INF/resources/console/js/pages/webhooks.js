import { get, patch, post, remove } from "../api.js";
import { ask } from "../ask.js";
import { h, problem, say } from "../dom.js";
import { date, plural } from "../format.js";

const EVENTS = ["job.queued", "job.started", "job.round.completed", "job.canceling", "job.succeeded", "job.failed", "job.canceled", "job.expired",
  "batch.completed", "batch.failed", "batch.cancelled"];
const USUAL = ["job.succeeded", "job.failed", "job.canceled", "job.expired"];
const TONES = { delivered: "good", pending: "live", failed: "bad", skipped: "" };

/** Endpoints, and what was sent to the chosen one. */
export async function webhooksPage(main, { signal }) {
  const { endpoints } = await get("/v1/webhook-endpoints", signal);
  const list = h("ul", { class: "endpoints" });
  const refused = h("div", { class: "slot" });
  const deliveries = h("section", { class: "card", "aria-label": "Deliveries" });
  let chosen = endpoints[0] ?? null;

  const attempt = async call => {
    refused.replaceChildren();
    try {
      await call();
    } catch (error) {
      refused.replaceChildren(problem(error));
      refused.firstChild.focus();
    }
  };
  const draw = () => {
    list.replaceChildren(...endpoints.map(e => h("li", {}, h("button", {
      type: "button", "aria-pressed": String(e === chosen),
      onclick: () => {
        chosen = e;
        draw();
        list.querySelector("[aria-pressed=true]").focus();
        attempt(() => showDeliveries(deliveries, chosen, attempt, signal, changed));
      },
    }, h("strong", { class: "break" }, e.url),
    h("span", { class: "hint" }, `${e.events.length ? e.events.join(", ") : "all events"}${e.enabled ? "" : ` · off${e.disabled_reason ? `: ${e.disabled_reason}` : ""}`}`)))));
    if (!endpoints.length) list.append(h("li", { class: "empty" }, "No endpoint yet."));
  };
  /** @param endpoint as it is now, null = it is gone */
  const changed = endpoint => {
    const at = endpoints.indexOf(chosen);
    created.replaceChildren(...(endpoint?.secret ? secretOf(endpoint) : []));
    if (endpoint) endpoints[at] = endpoint;
    else endpoints.splice(at, 1);
    chosen = endpoint ?? endpoints[0] ?? null;
    draw();
    return showDeliveries(deliveries, chosen, attempt, signal, changed);
  };
  const created = h("div", { role: "status", class: "slot stack" });
  const form = h("form", { class: "stack" },
    h("div", { class: "fields" },
      h("label", { class: "wide" }, "Address", h("input", { name: "url", type: "url", required: true, placeholder: "https://shop.example/hooks" })),
      h("label", { class: "wide" }, "Description (optional)", h("input", { name: "description", maxlength: 200 }))),
    eventBoxes(USUAL),
    h("div", { class: "row end" }, h("button", { class: "primary" }, "Add")));
  form.addEventListener("submit", e => {
    e.preventDefault();
    attempt(async () => {
      const fields = new FormData(form);
      const description = fields.get("description").trim();
      const endpoint = await post("/v1/webhook-endpoints", { url: fields.get("url").trim(), events: eventsOf(fields), ...(description ? { description } : {}) });
      endpoints.unshift(endpoint);
      chosen = endpoint;
      form.reset();
      created.replaceChildren(...secretOf(endpoint));
      draw();
      await showDeliveries(deliveries, chosen, attempt, signal, changed);
    });
  });
  main.replaceChildren(h("h1", {}, "Webhooks"), refused,
    h("section", { class: "card", "aria-label": "Endpoints" }, h("h2", {}, "Endpoints"), list, created,
      h("details", { open: endpoints.length === 0 }, h("summary", {}, "Add an endpoint"), form)),
    deliveries);
  draw();
  await showDeliveries(deliveries, chosen, attempt, signal, changed);
}

/** All boxes ticked means all events, also those that later versions add. */
function eventsOf(fields) {
  const chosen = fields.getAll("event");
  return chosen.length === EVENTS.length ? [] : chosen;
}

function eventBoxes(chosen) {
  return h("fieldset", {}, h("legend", {}, "Events"),
    h("div", { class: "boxes" }, EVENTS.map(e => h("label", { class: "check" }, h("input", { type: "checkbox", name: "event", value: e, checked: chosen.includes(e) }), e))));
}

function secretOf(endpoint) {
  return [
    h("p", {}, "The secret, shown this once: ", h("code", { class: "break secret" }, endpoint.secret)),
    h("div", { class: "row" }, h("button", {
      type: "button",
      onclick: () => navigator.clipboard.writeText(endpoint.secret).then(() => say("The secret is copied."), () => say("The browser did not allow that; copy it by hand.")),
    }, "Copy the secret")),
  ];
}

async function change(endpoint, path, changed) {
  const fields = await ask({
    title: "Change this endpoint", text: "What waits to be sent goes to the new address, too.", action: "Save",
    fields: [
      h("label", {}, "Address", h("input", { name: "url", type: "url", required: true, value: endpoint.url })),
      h("label", {}, "Description", h("input", { name: "description", maxlength: 200, value: endpoint.description ?? "" })),
      eventBoxes(endpoint.events.length ? endpoint.events : EVENTS)],
  });
  if (!fields) return;
  await changed(await patch(path, { url: fields.get("url").trim(), description: fields.get("description").trim(), events: eventsOf(fields) }));
  say("The endpoint is changed.");
}

async function rotate(endpoint, path, changed) {
  const fields = await ask({
    title: "A new secret?", text: "Requests bear both signatures while the old secret goes on.", action: "Rotate",
    fields: [h("label", {}, "The old one goes on for", h("select", { name: "overlap" },
      [["PT24H", "a day"], ["PT1H", "an hour"], ["P7D", "a week"], ["PT0S", "no longer: it has leaked"]].map(([value, words]) => h("option", { value }, words))))],
  });
  if (!fields) return;
  await changed(await post(`${path}/rotate`, { overlap: fields.get("overlap") }));
}

async function drop(endpoint, path, changed) {
  const sure = await ask({ title: "Delete this endpoint?", text: `Nothing more is sent to ${endpoint.url}, and what waits is dropped.`, action: "Delete the endpoint", danger: true });
  if (!sure) return;
  await remove(path);
  say("The endpoint is deleted.");
  await changed(null);
}

async function showDeliveries(section, endpoint, attempt, signal, changed) {
  if (!endpoint) {
    section.hidden = true;
    return;
  }
  section.hidden = false;
  const path = `/v1/webhook-endpoints/${endpoint.id}`;
  const filter = h("select", { onchange: () => attempt(() => load()) }, ["", "delivered", "pending", "failed", "skipped"].map(x => h("option", { value: x }, x || "all")));
  const body = h("tbody");
  const none = h("p", { class: "empty", hidden: true }, "Nothing was sent here in the last week.");
  const older = h("button", { type: "button", hidden: true }, "Older deliveries");
  let next = null;
  const load = async cursor => {
    const query = new URLSearchParams({ limit: "25" });
    if (filter.value) query.set("status", filter.value);
    if (cursor) query.set("cursor", cursor);
    const page = await get(`${path}/deliveries?${query}`, signal);
    next = page.next ?? null;
    if (!cursor) body.replaceChildren();
    body.append(...page.deliveries.map(d => line(d, attempt, lookSoon)));
    older.hidden = next === null;
    none.hidden = body.children.length > 0;
  };
  // What was asked for takes a moment to be attempted and to be seen.
  const lookSoon = () => setTimeout(() => { if (!signal.aborted && section.contains(body)) load().catch(() => {}); }, 1500);
  older.addEventListener("click", () => attempt(() => load(next)));
  section.replaceChildren(
    h("div", { class: "head" }, h("h2", { class: "break" }, `Sent to ${endpoint.url}`),
      h("div", { class: "row" },
        h("button", { type: "button", onclick: () => attempt(async () => {
          await post(`${path}/test`);
          say("A test is on its way.");
          await load();
          lookSoon();
        }) }, "Send a test"),
        h("button", { type: "button", onclick: () => attempt(async () => changed(await patch(path, { enabled: !endpoint.enabled }))) },
          endpoint.enabled ? "Switch off" : "Switch on"),
        h("button", { type: "button", onclick: () => attempt(() => change(endpoint, path, changed)) }, "Change…"),
        h("button", { type: "button", onclick: () => attempt(() => rotate(endpoint, path, changed)) }, "Rotate secret…"),
        h("button", { type: "button", class: "danger", onclick: () => attempt(() => drop(endpoint, path, changed)) }, "Delete…"))),
    h("div", { class: "row low" }, h("label", {}, "Status", filter), h("button", { type: "button", onclick: () => attempt(() => load()) }, "Look again")),
    h("table", { class: "cards" },
      h("thead", {}, h("tr", {}, ["Event", "Status", "Sent", "Attempts", "Last answer", ""].map(x => h("th", {}, x || h("span", { class: "sr" }, "Actions"))))), body),
    none, older);
  await load();
}

function line(delivery, attempt, lookSoon) {
  const last = delivery.last_attempt;
  const answer = last ? `${last.status ?? last.error} in ${last.latency_ms} ms` : "–";
  return h("tr", {},
    h("td", { "data-label": "Event" }, h("span", {}, delivery.type, delivery.job ? [" ", h("a", { href: `#/jobs/${delivery.job}`, "aria-label": `Job ${delivery.job}` }, "job")] : null)),
    h("td", { "data-label": "Status" }, h("span", { class: `status ${TONES[delivery.status] ?? ""}`, title: delivery.reason ?? null }, delivery.status)),
    h("td", { "data-label": "Sent" }, date(delivery.created_at)),
    h("td", { "data-label": "Attempts" }, attempts(delivery, attempt)),
    h("td", { "data-label": "Last answer", class: "break" }, answer),
    h("td", { "data-label": "" }, h("button", {
      type: "button", "aria-label": `Resend ${delivery.type} of ${delivery.created_at}`,
      onclick: () => attempt(async () => {
        await post(`/v1/webhook-deliveries/${delivery.id}/resend`);
        say("It is sent again.");
        lookSoon();
      }),
    }, "Resend")));
}

function attempts(delivery, attempt) {
  if (!delivery.attempted) return "0";
  const list = h("ol");
  const details = h("details", {}, h("summary", {}, plural(delivery.attempted, "attempt")), list);
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    attempt(async () => {
      const whole = await get(`/v1/webhook-deliveries/${delivery.id}`);
      list.replaceChildren(...whole.attempts.map(a => h("li", {}, date(a.at), `: ${a.status ?? "no answer"} in ${a.latency_ms} ms`,
        a.error ? h("div", { class: "hint break" }, a.error) : null, a.response ? h("div", { class: "hint break" }, a.response) : null)));
    });
  });
  return details;
}
