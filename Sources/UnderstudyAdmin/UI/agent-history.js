// What happened to one agent: its changes with the records around them, and the tries that were refused.
import { endpointOf } from "./catalog.js";
import { isObject } from "./json.js";
import { journalRows } from "./journal.js";
import { get, path } from "./server.js";

const loadedAtOnce = 500;

/** Returns the query of the latest changes of an agent. */
const address = (collection, id, limit) =>
  `/changes?limit=${limit}&collection=${encodeURIComponent(collection)}&id=${encodeURIComponent(id)}`;

/**
 * Loads the latest changes of an agent, newest first, each with the whole record before and after it where that is known.
 * @param agent with its `record` as it is stored now, or null.
 * @param wanted how many changes are wanted at least.
 * @returns `{ changes, total, evicted, seed }`. `total` is the number of all changes that the server keeps, `evicted` that of the
 * sandbox's requests that it no longer keeps. `seed` is null if the agent has none.
 */
export async function loadHistory({ collection, id, record, state }, sandbox, wanted = 1) {
  const limit = Math.ceil(wanted / loadedAtOnce) * loadedAtOnce;
  const { changes, meta: { total, evicted } } = await get(address(collection, id, limit), sandbox);
  const seed = state === "created" || changes.some(isCreation) ? null : await loadSeed(collection, id, sandbox);
  let known = record;
  for (const change of changes) {
    change.caller = change.key ?? null;
    change.key = change.requestId ?? `${change.time} ${change.kind}`;
    change.recordAfter = known;
    known = change.snapshot ? undefined : before(change, known);
    change.recordBefore = known;
  }
  return { changes, total, evicted, seed };
}

/** Returns the seed of an agent: null if it has none. */
function loadSeed(collection, id, sandbox) {
  return get(path("agents", collection, id, "seed"), sandbox).catch((error) => {
    if (error.status === 404) return null;
    throw error;
  });
}

/** Whether a request created an agent. One that is stored by hand may be a seed that was deleted. */
const isCreation = ({ kind }) => kind === "created";

/** Returns the record before a change: null if there was no agent, undefined if it is not known. */
function before(change, state) {
  if (!isObject(change.before)) return change.before === undefined ? undefined : null;
  if (!isObject(change.after)) return change.before;
  if (!isObject(state)) return undefined;
  const added = Object.keys(change.after).filter((name) => !Object.hasOwn(change.before, name));
  return { ...Object.fromEntries(Object.entries(state).filter(([name]) => !added.includes(name))), ...change.before };
}

/** Returns the requests about an agent that were refused, newest first. */
export const refusedTries = (collection, id, sandbox) =>
  journalRows().filter((row) =>
    row.agentId === id && row.sandbox === sandbox && (row.rule || row.status >= 400) &&
    row.mapping === null && endpointOf(row.endpoint)?.collection === collection
  );

/** Whether an update left each field as it was. A time that it set is no change. */
export const isUnchanged = ({ kind, changes }) => kind === "updated" && changes?.length === 0;

/**
 * Returns the changes of all agents by agent, each with the key `collection/id`: `{ collection, id, count, last, isCreated }`. The count
 * is without those that left each field as it was.
 */
export function changesByAgent(changes) {
  const byAgent = new Map();
  for (const change of changes) {
    if (change.id === null) continue;
    const key = `${change.collection}/${change.id}`, known = byAgent.get(key);
    if (!known) {
      byAgent.set(key, {
        collection: change.collection,
        id: change.id,
        count: isUnchanged(change) ? 0 : 1,
        last: change,
        isCreated: isCreation(change),
      });
    } else {
      known.count += isUnchanged(change) ? 0 : 1;
      known.isCreated ||= isCreation(change);
    }
  }
  return byAgent;
}
