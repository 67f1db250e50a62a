// The filter of the requests: words, kind, vendor and status, kept in the address.
import { queryWith } from "./address.js";
import { vendorOf } from "./catalog.js";
import { wordsOf } from "./controls.js";
import { kinds } from "./outcome.js";
import { textOf } from "./request-row.js";

/** Ids of requests whose bodies have the words, after the reader asked for them. */
let inBodies = { words: "", ids: new Set() };

export const filterOf = (query) => ({
  q: query.get("q") ?? "",
  kind: Object.hasOwn(kinds, query.get("kind") ?? "") ? query.get("kind") : "all",
  vendor: query.get("vendor") ?? "",
  status: query.get("status") ?? "",
  bodies: query.get("bodies") === "1",
});

export const queryOf = ({ q, kind, vendor, status, bodies }) =>
  queryWith([], { q, kind, vendor, status, bodies: bodies && q ? "1" : "" });

/** Whether a filter leaves requests out by more than their kind. */
export const isNarrow = ({ q, vendor, status }) => q.trim() !== "" || vendor !== "" || status !== "";

export const isFiltering = (filter) => isNarrow(filter) || filter.kind !== "all";

/** Returns whether a row matches everything but the kind. */
export function matcher({ q, vendor, status, bodies }) {
  const words = wordsOf(q);
  return (row) =>
    (vendor === "" || (vendorOf(row) ?? "none") === vendor) && hasStatus(row, status) &&
    (words.every((word) => textOf(row).includes(word)) || (bodies && inBodies.words === q && inBodies.ids.has(row.id)));
}

function hasStatus(row, status) {
  if (status === "") return true;
  if (status === "none") return row.status === null && !row.waiting;
  return /^\dxx$/.test(status) ? Math.floor(row.status / 100) === Number(status[0]) : row.status === Number(status);
}

/** Counts the rows that match and are newer than the one with an id. */
export function countBefore(rows, id, matches) {
  const at = rows.findIndex((row) => row.id === id);
  return rows.slice(0, at < 0 ? rows.length : at).filter(matches).length;
}

/** Whether a row is newer than the one with an id, or there is no id. */
export const isBefore = (rows, row, id) =>
  id === undefined || rows.indexOf(row) < rows.findIndex((other) => other.id === id);

const maximumSearched = 1000;

/**
 * Returns a function that looks for words in the bodies of the latest requests of the place's sandbox, or of all. What is asked for
 * during a search is done after it.
 * @param done is called after each search.
 */
export function makeBodySearch({ sandbox, get, signal }, done) {
  let wanted = null, isSearching = false;
  return async (q) => {
    wanted = q;
    if (isSearching) return;
    isSearching = true;
    try {
      while (wanted !== null) {
        const words = wanted;
        wanted = null;
        const { requests } = await get(`/requests?limit=${maximumSearched}${sandbox === null ? "&sandboxes=all" : ""}`);
        if (signal.aborted) return;
        inBodies = { words, ids: idsOf(requests, words) };
        done();
      }
    } finally {
      isSearching = false;
    }
  };
}

/** Returns the ids of the requests whose bodies have all words. */
function idsOf(requests, q) {
  const words = wordsOf(q);
  const found = requests.filter(({ request, response }) => {
    const text = `${request.body} ${response?.body ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return new Set(found.map(({ id }) => id));
}
