// A list of changed fields: field, before, after; or only what was added or removed.
import { foreign, make } from "./dom.js";
import { isObject, write } from "./json.js";

/** Returns the members that differ. Objects are compared by member, arrays as a whole. */
export function changes(before, after, place = "") {
  if (!isObject(before) || !isObject(after)) {
    return write(before) === write(after) ? [] : [{ place, before, after }];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const at = place ? `${place}.${name}` : name;
    return changes(Object.hasOwn(before, name) ? before[name] : undefined,
      Object.hasOwn(after, name) ? after[name] : undefined, at);
  });
}

/** Returns a value with its label. If the place of the value says the same, the label is for screen readers only. */
const value = (side, label, isSeen) =>
  make("span", { className: `side ${label}` }, make("span", isSeen ? {} : { className: "unseen" }, `${label}: `),
    make("code", {}, foreign(write(side))));

function sides({ before, after }) {
  if (before === undefined) return [value(after, "added", true)];
  if (after === undefined) return [value(before, "removed", true)];
  return [value(before, "before", false), " → ", value(after, "after", false)];
}

/** Returns a list with a line for each changed field. `before` is null for a new agent, `after` for a deleted one. */
export function diff(before, after) {
  const list = changes(before ?? {}, after ?? {});
  if (list.length === 0) return make("p", { className: "quiet" }, "Nothing changed.");
  const shown = list.slice(0, 100).map((change) =>
    make("li", {}, make("b", {}, foreign(change.place || "everything")), ": ", ...sides(change)));
  if (list.length > shown.length) shown.push(make("li", {}, `and ${list.length - shown.length} more`));
  return make("ul", { className: "diff" }, ...shown);
}
