// What became of a request, as a kind, a sign and words: no kind has a colour only.
import { changes, isStamp } from "./diff.js";
import { faultWords, statusWords } from "./text.js";

const isUnanswered = (row) => row.endpoint === null && row.mapping === null && !row.upstream && !row.faultKind;
/** Whether a request reached no endpoint because it is invalid itself, for example because no sandbox can have its name. */
export const isInvalid = (row) => isUnanswered(row) && row.status === 400;
export const isUnknownPath = (row) => isUnanswered(row) && !isInvalid(row);
export const isFault = (row) => row.mapping !== null || Boolean(row.faultKind) || (row.waitedMillis ?? 0) > 0;
/** Whether an update left each field as it was. A time that it set is no change. */
export const isUnchanged = ({ effect, changeCount }) => effect === "updated" && changeCount === 0;
const isReading = (row) => ["read", "list"].includes(row.operation) || ["GET", "HEAD"].includes(row.method);

/** The kinds of the chips. A request may be of several. */
export const kinds = {
  all: () => true,
  changed: (row) => Boolean(row.effect) && !isUnchanged(row),
  refused: (row) => row.rule !== null || isInvalid(row),
  faults: isFault,
  unknown: isUnknownPath,
  warnings: (row) => row.warnings > 0,
};
export const kindLabels = {
  all: "All",
  changed: "Changed",
  refused: "Refused",
  faults: "Faults",
  unknown: "No such path",
  warnings: "Warnings",
};

const effects = { created: "Created", updated: "Changed", deleted: "Deleted" };

/** Returns `{ kind, icon, word }`. */
export function outcome(row) {
  if (row.waiting) return { kind: "waiting", icon: "delay", word: "Waiting" };
  if (row.status === null) return { kind: "fault", icon: "faults", word: faultWords(row.fault) };
  if (row.rule || isInvalid(row)) return { kind: "refused", icon: "close", word: "Refused" };
  if (row.mapping !== null && row.faultKind !== "delay") {
    return {
      kind: "fault",
      icon: "faults",
      word: row.status >= 400 ? statusWords(row.status) : "Answered by a mapping",
    };
  }
  if (isUnknownPath(row)) return { kind: "unknown", icon: "unknown", word: "No such path" };
  if (row.status >= 400) return { kind: "refused", icon: "close", word: statusWords(row.status) };
  if (isUnchanged(row)) return { kind: "same", icon: "same", word: "Nothing changed" };
  if (row.effect) {
    return {
      kind: "changed",
      icon: "check",
      word: row.operation === "archive" ? "Archived" : effects[row.effect] ?? "Changed",
    };
  }
  if (row.upstream) return { kind: "shown", icon: "check", word: "Forwarded" };
  return isReading(row)
    ? { kind: "shown", icon: "check", word: "Shown" }
    : { kind: "same", icon: "same", word: "Nothing changed" };
}

const verbs = { update: "update", read: "get", list: "list", create: "create", delete: "delete", archive: "archive" };

/** Returns the verb for what was asked; null if no endpoint has the path. */
export const verbOf = (row) => verbs[row.operation] ?? null;

/** Returns the server's own error, if no vendor's endpoint answered. */
export function ownError({ body }) {
  try {
    return JSON.parse(body).errors[0];
  } catch {
    return undefined;
  }
}

/** Returns what an update changed in its agent, without the times that it set. */
export const fieldChanges = ({ before, after }) =>
  changes(before ?? {}, after ?? {}).filter(({ place }) => !isStamp(place));

/** Returns a logged request in the form of a row. */
export function rowOf({ id, request, response = {} }) {
  const details = request.understudy;
  return {
    id,
    loggedDate: request.loggedDate,
    method: request.method,
    url: request.url,
    status: response.status ?? null,
    fault: response.fault,
    sandbox: details.sandbox,
    endpoint: details.endpoint,
    operation: details.operation,
    agentId: details.agent,
    rule: details.rule,
    mapping: details.mapping && (details.mapping.name ?? details.mapping.id),
    waiting: details.waiting,
    departed: details.departed,
    warnings: details.warnings.length,
    effect: details.effect ?? null,
    changeCount: fieldChanges(details).length,
    micros: details.micros ?? null,
    waitedMillis: details.waitedMillis ?? 0,
    faultKind: details.faultKind ?? null,
    origin: details.origin ?? null,
    message: details.violations[0]?.message ?? ownError(response)?.title ?? null,
    upstream: details.upstream?.host,
    difference: details.upstream?.difference ?? undefined,
  };
}
