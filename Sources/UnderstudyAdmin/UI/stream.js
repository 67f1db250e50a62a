// The events of the server. One stream is followed while the page is visible: a browser has only six connections to a server.
import { read } from "./json.js";
import { address } from "./server.js";

const names = [
  "ready",
  "arrived",
  "request",
  "departed",
  "skipped",
  "gone",
  "requests",
  "sandbox",
  "mappings",
  "rules",
  "seeds",
];
const listeners = new Map();
let source = null, followed, retry = 0;

/** Calls a function with the data of each event of a name, until the signal is aborted. `lost` has no data. */
export function listen(name, handler, signal) {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set.add(handler));
  signal?.addEventListener("abort", () => set.delete(handler));
}

function callListeners(name, data) {
  for (const handler of listeners.get(name) ?? []) handler(data);
}

/** Follows a sandbox, or all of them if it is null. */
export function follow(sandbox) {
  followed = sandbox;
  reopen();
}

/** Closes the stream and opens it again, at once. */
export function reopen() {
  clearTimeout(retry);
  source?.close();
  source = document.hidden || followed === undefined ? null : open();
}

document.addEventListener("visibilitychange", reopen);

function open() {
  const opened = new EventSource(
    followed === null ? address("/events?sandboxes=all", null) : address("/events", followed),
  );
  for (const name of names) {
    opened.addEventListener(name, (event) => {
      if (opened === source) callListeners(name, read(event.data || "{}"));
    });
  }
  opened.onerror = () => {
    if (opened !== source) return;
    callListeners("lost");
    // A response that is no stream closes it, for example from a server that is starting. Else the browser tries again.
    if (opened.readyState === EventSource.CLOSED) retry = setTimeout(reopen, 1500);
  };
  return opened;
}

/** Returns a function that runs an action at most once in an interval, in milliseconds; also after the last call. */
export function atMostEvery(interval, action) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      action();
    }, interval);
  };
}
