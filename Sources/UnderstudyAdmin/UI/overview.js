// The sandboxes with their counts, kept up to date for the side bar, the badges and the page Sandboxes.
import { get } from "./server.js";
import { atMostEvery, listen } from "./stream.js";

const interval = 5000;
let sandboxes = [], loadedAt = 0, isLoading = false;
const watchers = new Set(), seen = new Map();

export const isOverviewLoaded = () => loadedAt > 0;
/** The time of the last answer, in milliseconds. */
export const overviewTime = () => loadedAt;
/** Returns the sandboxes, the latest active first. */
export const allSandboxes = () => sandboxes;
/** Returns a sandbox, or null if it is not in use. */
export const sandboxNamed = (name) => sandboxes.find((sandbox) => sandbox.name === name) ?? null;
/** Returns the seconds since the last request of a sandbox; infinity if it had none. */
export function idleSeconds(sandbox) {
  const last = Math.max(
    seen.get(sandbox.name) ?? 0,
    sandbox.lastRequest ? loadedAt - sandbox.lastRequest.millisAgo : 0,
  );
  return last > 0 ? Math.max(0, (Date.now() - last) / 1000) : Infinity;
}

/** Calls a function after each change, until the signal is aborted. */
export function onOverview(watcher, signal) {
  watchers.add(watcher);
  signal?.addEventListener("abort", () => watchers.delete(watcher));
}

export async function loadOverview() {
  if (isLoading) return;
  isLoading = true;
  try {
    const listed = (await get("/sandboxes", null)).sandboxes;
    loadedAt = Date.now();
    sandboxes = listed.toSorted((one, other) => idleOf(one) - idleOf(other) || (one.name < other.name ? -1 : 1));
    for (const watcher of watchers) watcher();
  } catch {
    /* The connection says so. */
  } finally {
    isLoading = false;
  }
}

/** In steps, so that the order does not change with each request. */
const idleOf = (sandbox) => Math.floor(Math.min((sandbox.lastRequest?.millisAgo ?? 1e9) / 10_000, 1e5));

export const overviewChanged = atMostEvery(700, loadOverview);

export function startOverview() {
  const requestRecorded = (row) => {
    if (row.sandbox) seen.set(row.sandbox, Date.now());
    overviewChanged();
  };
  listen("ready", loadOverview);
  listen("request", requestRecorded);
  for (const name of ["skipped", "gone", "requests", "sandbox", "mappings", "rules"]) listen(name, overviewChanged);
  setInterval(() => {
    if (!document.hidden) loadOverview();
  }, interval);
}
