// A list of changed fields: field, before, after; or only what was added or removed.
import { foreign, make, unseen } from "./dom.js";
import { isObject, without, write } from "./json.js";

/** Returns the value of a member, undefined if there is none. */
const member = (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

/** Returns the members that differ, each with the names that lead to it. Objects are compared by member, arrays as a whole. */
export function changes(before, after, steps = []) {
  if (!isObject(before) || !isObject(after)) {
    return write(before) === write(after) ? [] : [{ steps, place: steps.join("."), before, after }];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => changes(member(before, name), member(after, name), [...steps, name]));
}

/** Times that the vendor sets with every update. */
export const isStamp = (place) => /^(updated_?at|updatedAt|last_?modified)$/i.test(place);

/**
 * Returns a record with a change taken back: `{ record, later }`. What was changed again since stays as it is; `later` has its places.
 */
export function undone(record, before, after) {
  let next = record;
  const later = [], list = changes(before, after);
  for (const change of list) {
    const around = change.steps.slice(0, -1).reduce(member, record), now = member(around, change.steps.at(-1));
    if (isObject(around) && write(now) === write(change.after)) next = put(next, change.steps, change.before);
    else if (write(now) !== write(change.before) && !isStamp(change.place)) later.push(change.place);
  }
  // A time alone is nothing to take back.
  const isNone = later.length > 0 && list.every(({ place }) => isStamp(place) || later.includes(place));
  return { record: isNone ? record : next, later };
}

/** Returns an object with another value of a member, or without the member if the value is undefined. */
function put(object, [name, ...rest], value) {
  const inner = rest.length > 0 ? put(object[name], rest, value) : value;
  return inner === undefined ? without(object, name) : { ...object, [name]: inner };
}

/** Returns a value as text: a text without quotation marks, if it is not empty and nothing else reads the same. */
export function shown(value) {
  if (typeof value !== "string") return value === undefined ? "none" : write(value).replace(/\s*\n\s*/g, " ");
  return value === "" || /^\s|\s$|^(true|false|null|none|-?\d+(\.\d+)?|[[{"].*)$/s.test(value)
    ? JSON.stringify(value)
    : value;
}

const sideOf = (value, label, className) => make("span", { className }, unseen(`${label}: `), foreign(shown(value)));

function line({ place, before, after }) {
  const stamp = isStamp(place);
  return make(
    "li",
    { className: stamp ? "stamped" : "" },
    make("span", { className: "field-name" }, foreign(place || "everything", 120)),
    stamp ? make("span", { className: "before" }, "stamped") : sideOf(before, "before", "before"),
    make("span", { "aria-hidden": "true", className: "quiet" }, stamp ? "" : "→"),
    sideOf(after, after === undefined ? "removed" : "after", "after"),
  );
}

/** Returns a line for a field of an agent that is new or was deleted: its name and its value. */
const fieldLine = ({ place, before, after }) =>
  make(
    "li",
    {},
    make("span", { className: "field-name" }, foreign(place || "everything", 120)),
    make("span", { className: "value" }, foreign(shown(after === undefined ? before : after))),
  );

/**
 * Returns a list with a line for each changed field, stamped times last. `before` is null for a new agent, `after` for a deleted one: the
 * lines then have the fields of the agent.
 */
export function diff(before, after) {
  const list = changes(before ?? {}, after ?? {}), isOne = before === null || after === null;
  if (list.length === 0) return make("p", { className: "quiet" }, "Nothing changed.");
  const sorted = [...list.filter(({ place }) => !isStamp(place)), ...list.filter(({ place }) => isStamp(place))];
  const lines = sorted.slice(0, 100).map(isOne ? fieldLine : line);
  if (list.length > lines.length) lines.push(make("li", {}, `and ${list.length - lines.length} more`));
  return make("ul", { className: `diff${isOne ? " of-one" : ""}` }, ...lines);
}
