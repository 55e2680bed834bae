const KEY = "refinery-api-key";

/** What the API refused, with its problem document. */
export class Refused extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The gateway answered ${status}.`);
    this.status = status;
    this.code = document.code;
    this.field = document.field;
    this.errors = document.errors;
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: text => sessionStorage.setItem(KEY, text),
  forget: () => sessionStorage.removeItem(KEY),
};

/** Called with the refusal when the API wants a key. */
let asking = () => {};
export const onUnauthorized = listener => { asking = listener; };

function headers(more = {}) {
  const known = key.get();
  return known ? { ...more, Authorization: `Bearer ${known}` } : more;
}

/** Called with true or false when the gateway is there again, or not. */
let connected = () => {};
export const onConnection = listener => { connected = listener; };

/** The API's own links name its public address; the console stays on the origin it came from. */
export function local(url) {
  const parsed = new URL(url, location.href);
  return parsed.pathname + parsed.search;
}

async function send(path, options = {}) {
  let answer;
  try {
    answer = await fetch(local(path), { ...options, headers: headers(options.headers) });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    connected(false);
    throw new Refused(0, { detail: "No answer came." });
  }
  connected(true);
  if (answer.ok) return answer;
  const document = await answer.json().catch(() => ({}));
  const refusal = new Refused(answer.status, document);
  if (answer.status === 401) asking(refusal);
  throw refusal;
}

export const get = async (path, signal) => (await send(path, { signal })).json();

export async function post(path, body, more = {}) {
  const isForm = body instanceof FormData;
  const answer = await send(path, {
    method: "POST",
    body: body === undefined || isForm ? body : JSON.stringify(body),
    headers: body === undefined || isForm ? more : { "Content-Type": "application/json", ...more },
  });
  return answer.status === 204 ? null : answer.json();
}

export async function patch(path, body) {
  return (await send(path, { method: "PATCH", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } })).json();
}

export const remove = path => send(path, { method: "DELETE" });

/** Sends a file of jobs as it is. */
export async function postFile(path, file, type, more = {}) {
  return (await send(path, { method: "POST", body: file, headers: { "Content-Type": type, ...more } })).json();
}

/** Saves what the API answers as a file: fetched, since a link cannot send a key. */
export async function download(path, name) {
  const url = URL.createObjectURL(await (await send(path)).blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** Drops the blobs of pictures that a page has fetched. */
const blobs = new Map();
export function dropPictures() {
  blobs.forEach(blob => blob.then(URL.revokeObjectURL).catch(() => {}));
  blobs.clear();
}

/** Shows a picture of the API in an img. With a key it is fetched, since an img cannot send one. */
export function picture(img, path) {
  const address = local(path);
  if (img.dataset.of === address) return img;
  img.dataset.of = address;
  if (!key.get()) {
    img.src = address;
    return img;
  }
  if (!blobs.has(address)) {
    blobs.set(address, send(address).then(a => a.blob()).then(b => URL.createObjectURL(b)));
  }
  blobs.get(address).then(url => { if (img.dataset.of === address) img.src = url; }).catch(() => { img.alt += " (not available)"; });
  return img;
}

/**
 * Follows server-sent events over fetch, since EventSource cannot send a key; reconnects where it was cut off. A hidden tab holds no
 * connection, as browsers allow few. Ends by itself where the stream does.
 */
export async function follow(path, onEvent, signal) {
  let last = null;
  for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 15000)) {
    await shown(signal);
    const connection = new AbortController();
    const cut = () => { if (signal.aborted || document.hidden) connection.abort(); };
    signal.addEventListener("abort", cut);
    document.addEventListener("visibilitychange", cut);
    try {
      const more = last === null ? {} : { "Last-Event-ID": last };
      const answer = await send(path, { headers: { Accept: "text/event-stream", ...more }, signal: connection.signal });
      if (answer.status === 204) return;
      for await (const event of events(answer.body)) {
        if (signal.aborted) return;
        wait = 500;
        last = event.id ?? last;
        onEvent(JSON.parse(event.data));
      }
    } catch (e) {
      if (e.status >= 400 && e.status < 500 && e.status !== 429) return;
    } finally {
      signal.removeEventListener("abort", cut);
      document.removeEventListener("visibilitychange", cut);
    }
    if (!signal.aborted && !document.hidden) await new Promise(done => setTimeout(done, wait));
  }
}

function shown(signal) {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise(done => {
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      done();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look);
  });
}

async function* events(body) {
  let text = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text = (text + value).replaceAll("\r\n", "\n");
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = parse(text.slice(0, end));
      text = text.slice(end + 2);
      if (event.data !== undefined) yield event;
    }
  }
}

function parse(block) {
  const event = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    event[name] = name === "data" && event.data !== undefined ? `${event.data}\n${value}` : value;
  }
  return event;
}
