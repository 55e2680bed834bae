import { h } from "./dom.js";

const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export const number = value => NUMBER.format(value);
export const score = value => (value === null || value === undefined ? "–" : value.toFixed(2));
export const percent = share => (Number.isFinite(share) ? `${Math.round(share * 100)} %` : "–");
export const time = iso => h("time", { datetime: iso, title: iso }, TIME.format(new Date(iso)));
export const date = iso => h("time", { datetime: iso, title: iso }, DATE.format(new Date(iso)));

export function seconds(value) {
  if (!Number.isFinite(value)) return "–";
  if (value < 60) return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
  const minutes = value / 60;
  return minutes < 90 ? `${number(minutes)} min` : `${number(minutes / 60)} h`;
}

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${number(size)} ${units[unit]}`;
}

export const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

/** People count rounds and candidates from 1; the API's names count from 0. */
export function candidateName(name) {
  const [round, index] = name.split("/");
  return round === "final" ? `final #${Number(index) + 1}` : `#${Number(round) + 1}.${Number(index) + 1}`;
}

const TONES = { running: "live", queued: "live", canceling: "warn", succeeded: "good", failed: "bad", canceled: "", expired: "warn",
  delivered: "good", pending: "live", skipped: "" };
const OUTCOMES = { accepted: "accepted", below_gate: "below gate" };

export function status(job) {
  const word = job.outcome ? OUTCOMES[job.outcome] ?? job.outcome : job.status;
  const tone = job.outcome === "below_gate" ? "warn" : TONES[job.status] ?? "";
  return h("span", { class: `status ${tone}` }, word);
}

/** How long ago, in a word. */
export function ago(iso) {
  const past = (Date.now() - new Date(iso)) / 1000;
  if (past < 45) return "just now";
  if (past < 3600) return `${Math.round(past / 60)} min ago`;
  if (past < 86400) return `${Math.round(past / 3600)} h ago`;
  return `${Math.round(past / 86400)} d ago`;
}
