// The requests that the server keeps, as rows: of the chosen sandbox, or of all. Kept while the reader is on other pages.
import { current } from "./address.js";
import { connection } from "./connection.js";
import { allSandboxes, onOverview, sandboxNamed } from "./overview.js";
import { get, serverInfo } from "./server.js";
import { SecondCounts } from "./sparkline.js";
import { listen } from "./stream.js";

const firstPage = 200, nextPage = 1000;
/** In milliseconds: the pause that ends a burst, and the longest burst, after which requests that were only counted are loaded. */
const calm = 1200, longestBurst = 10_000;
/** In milliseconds: how much older than the newest known row a missing one may be, because of clocks and delayed answers. */
const margin = 5000;
let maximum = 10_000;
/** Newest first. */
let rows = [];
let byId = new Map();
/**
 * Requests that the server counted but did not send, less those of them that were loaded since. Less than zero if some were loaded that
 * the server has not counted yet, because it does so at the end of each second.
 */
let notLoaded = { all: 0, refused: 0 };
/** Those that the server counted since the latest load began. */
let countedMeanwhile = { all: 0, refused: 0 };
/** The time from which requests are not loaded. */
let missingSince = 0;
/** The ids of loaded rows that no event has brought, and when the latest of them was loaded. */
const loadedOnly = new Set();
let takenAt = 0;
/** The date from which each request comes as an event or is counted. */
let streamedFrom = Infinity;
let hasLoaded = false, isLoading = false, generation = 0;
/** Whether requests were removed while rows were loaded. */
let isOutdated = false;
/** The ids that events brought while rows were loaded. */
let meanwhile = new Set();
const watchers = new Set();
export const seconds = new SecondCounts();
/** The seconds of each sandbox, for its own picture. */
export const secondsOf = new Map();

export const journalRows = () => rows;
export const rowWithId = (id) => byId.get(id) ?? null;
export const isJournalLoaded = () => hasLoaded;
/** Returns the number of requests that are counted only: of all, or of the kind `refused`. Those of other kinds are not known. */
export const notLoadedCount = (kind = "all") => Math.max(0, notLoaded[kind] ?? 0);
/** The number of requests, with those that are counted only. */
export const total = () => Math.min(maximum, rows.length + notLoadedCount());
/** The number of requests of a kind, with those that are counted only. @param loaded how many are loaded. */
export const totalOf = (kind, loaded) => (kind === "all" ? total() : loaded + notLoadedCount(kind));

/**
 * Calls a function with each change, until the signal is aborted:
 * `{ added }` with rows, `{ changed }` with a row, `{ skipped }` with a number, or `{}` if everything may be different.
 */
export function onJournal(watcher, signal) {
  watchers.add(watcher);
  signal.addEventListener("abort", () => watchers.delete(watcher));
}
const notifyWatchers = (change) => {
  for (const watcher of watchers) watcher(change);
};

const isNewer = (one, other) =>
  one.loggedDate - other.loggedDate || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

/** Puts a row in its place. Most are the newest. */
function insert(row) {
  let at = 0;
  while (at < rows.length && isNewer(rows[at], row) > 0) at += 1;
  rows.splice(at, 0, row);
  byId.set(row.id, row);
}

const addNotLoaded = (all, refused) => {
  notLoaded.all += all;
  notLoaded.refused += refused;
};
const refusedOf = (row) => (row.rule ? 1 : 0);

function add(row) {
  if (isLoading) meanwhile.add(row.id);
  streamedFrom = Math.min(streamedFrom, row.loggedDate);
  if (!row.waiting && loadedOnly.delete(row.id)) addNotLoaded(1, refusedOf(row));
  const former = byId.get(row.id);
  if (former) {
    if (former.waiting && !row.waiting) count(row);
    Object.assign(former, row, { waiting: row.waiting, text: undefined });
    return notifyWatchers({ changed: former });
  }
  insert(row);
  if (!row.waiting) count(row);
  while (rows.length > maximum) byId.delete(rows.pop().id);
  notifyWatchers({ added: [row] });
}

function count(row) {
  const refused = refusedOf(row);
  seconds.add(1, refused, row.loggedDate + (row.micros ?? 0) / 1000);
  countOf(row.sandbox, 1, refused);
}

function countOf(sandbox, all, refused) {
  if (!secondsOf.has(sandbox)) {
    if (secondsOf.size >= 1000) secondsOf.clear();
    secondsOf.set(sandbox, new SecondCounts());
  }
  secondsOf.get(sandbox).add(all, refused);
}

/** The sandbox that the stream follows; null for all. */
const scope = () => current().sandbox;
const address = (limit, before) =>
  `/requests?view=rows&limit=${limit}${scope() === null ? "&sandboxes=all" : ""}${
    before ? `&before=${encodeURIComponent(before)}` : ""
  }`;
const page = async (limit, before) => (await get(address(limit, before), scope())).requests;

/**
 * Loads the rows: the first ones at once, the others behind. Rows that are known stay, so that nothing flickers.
 * @param since a time before which all are known; null if what is known may be gone.
 */
async function load(since = null) {
  const own = ++generation, loaded = new Map();
  isLoading = true;
  isOutdated = false;
  meanwhile = new Set();
  countedMeanwhile = { all: 0, refused: 0 };
  try {
    let before, limit = firstPage;
    while (loaded.size < maximum) {
      const found = await page(limit, before);
      if (own !== generation) return;
      for (const row of found) loaded.set(row.id, row);
      if (found.length < limit || (since !== null && found.at(-1).loggedDate < since)) break;
      if (before === undefined) {
        take(loaded, false);
        notifyWatchers({});
      }
      before = found.at(-1).id;
      limit = nextPage;
    }
    take(loaded, since === null);
    // What the server had counted before is loaded.
    for (const kind of Object.keys(notLoaded)) notLoaded[kind] = Math.min(notLoaded[kind], countedMeanwhile[kind]);
  } catch {
    /* The connection says so, and the next `ready` loads again. */
  } finally {
    if (own === generation) {
      isLoading = false;
      hasLoaded = true;
      notifyWatchers({});
      if (isOutdated) load();
    }
  }
}

/** Takes rows as they were loaded. @param isAll whether others are gone, but for those that came meanwhile. */
function take(loaded, isAll) {
  const answered = (row) => {
    const known = byId.get(row.id);
    return row.waiting && known && !known.waiting ? known : row;
  };
  for (const row of loaded.values()) {
    const known = byId.get(row.id);
    if (row.waiting || row.loggedDate < streamedFrom || (known && !known.waiting) || loadedOnly.has(row.id)) continue;
    loadedOnly.add(row.id);
    takenAt = Date.now();
    addNotLoaded(-1, -refusedOf(row));
  }
  const others = rows.filter((row) => !loaded.has(row.id) && (!isAll || meanwhile.has(row.id)));
  rows = [...[...loaded.values()].map(answered), ...others].sort((one, other) => -isNewer(one, other)).slice(
    0,
    maximum,
  );
  byId = new Map(rows.map((row) => [row.id, row]));
  hasLoaded = true;
}

/** Counts requests that the server does not send. */
function countSkipped(all, refused) {
  // Rows that were loaded so long ago are counted, or never will be.
  if (Date.now() - takenAt > margin) {
    loadedOnly.clear();
    for (const kind of Object.keys(notLoaded)) notLoaded[kind] = Math.max(0, notLoaded[kind]);
  }
  addNotLoaded(all, refused);
  countedMeanwhile.all += all;
  countedMeanwhile.refused += refused;
}

function forgetSkipped() {
  notLoaded = { all: 0, refused: 0 };
  countedMeanwhile = { all: 0, refused: 0 };
  loadedOnly.clear();
}

let calmTimer = 0, burstBegan = 0;
/** Once a burst is over, or after some seconds of it, loads what was only counted. */
function catchUpLater() {
  if (!calmTimer) burstBegan = Date.now();
  clearTimeout(calmTimer);
  calmTimer = setTimeout(() => {
    calmTimer = 0;
    if (countedMeanwhile.all === 0 || connection() !== "live") return;
    if (isLoading) return catchUpLater();
    const since = missingSince;
    missingSince = rows[0]?.loggedDate ?? 0;
    load(since - margin);
  }, Math.max(0, Math.min(calm, burstBegan + longestBurst - Date.now())));
}

/** Forgets everything, as after another sandbox was chosen. */
function forget() {
  generation += 1;
  rows = [];
  byId = new Map();
  forgetSkipped();
  streamedFrom = Infinity;
  hasLoaded = false;
  seconds.clear();
}

/** Removes the rows of a sandbox, or all of them if it is null. */
export function removeRows(sandbox) {
  generation += 1;
  rows = rows.filter((row) => sandbox !== null && row.sandbox !== sandbox);
  byId = new Map(rows.map((row) => [row.id, row]));
  forgetSkipped();
  notifyWatchers({});
  load();
}

/** Loads all rows again after some were removed: after the present load, which many removals would otherwise never let end. */
function loadRemaining() {
  if (isLoading) isOutdated = true;
  else load();
}

/** Removes the rows of requests that the server has evicted: the oldest, beyond the number that it keeps. */
function dropEvicted() {
  const counted = scope() === null ? allSandboxes() : [sandboxNamed(scope())].filter(Boolean);
  if (isLoading || rows.length === 0 || !counted.some(({ evicted }) => evicted > 0)) return;
  const latest = counted.map(({ lastRequest }) => lastRequest).filter(Boolean)
    .sort((one, other) => one.loggedDate - other.loggedDate).at(-1);
  if (!latest) return load();
  // Those above it came after the server had counted.
  const newer = rows.findIndex(({ id }) => id === latest.id);
  const kept = newer + counted.reduce((sum, { requests }) => sum + requests, 0);
  if (newer < 0 || rows.length <= kept) return;
  rows = rows.slice(0, kept);
  byId = new Map(rows.map((row) => [row.id, row]));
  notifyWatchers({});
}

export function startJournal() {
  let followed;
  const limit = () =>
    serverInfo().then((info) => {
      maximum = Math.min(50_000, Number(info.journal?.entriesLimit ?? maximum));
    }).catch(() => {});
  listen("ready", () => {
    if (followed !== scope()) {
      forget();
      followed = scope();
      notifyWatchers({});
    }
    // What comes after the newest known row was missed, and comes or is counted now.
    streamedFrom = Math.min(streamedFrom, rows[0]?.loggedDate ?? Infinity);
    limit();
    load();
  });
  listen("request", add);
  listen(
    "arrived",
    (row) => add({ ...row, status: null, rule: null, warnings: 0, changes: [], effect: null, waiting: true }),
  );
  listen("departed", ({ id }) => {
    const row = byId.get(id);
    if (row) {
      row.departed = true;
      notifyWatchers({ changed: row });
    }
  });
  listen("skipped", ({ count, refused = 0, sandboxes = {} }) => {
    if (!calmTimer && !isLoading) missingSince = rows[0]?.loggedDate ?? 0;
    countSkipped(count, refused);
    seconds.add(count, refused);
    for (const [name, all] of Object.entries(sandboxes)) countOf(name, all, 0);
    notifyWatchers({ skipped: count });
    catchUpLater();
  });
  listen("requests", loadRemaining);
  onOverview(dropEvicted);
  listen("gone", ({ sandbox } = {}) => {
    notifyWatchers({ gone: sandbox ?? scope() });
    removeRows(sandbox ?? scope());
  });
}
