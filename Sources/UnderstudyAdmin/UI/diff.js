// A list of changed fields: field, before, after.
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

const value = (side, label) =>
  make("span", { className: `side ${label}` }, make("span", { className: "unseen" }, `${label}: `),
    side === undefined ? make("i", {}, "nothing") : make("code", {}, foreign(write(side))));

/** Returns a list with a line for each changed field. */
export function diff(before, after) {
  const list = changes(before, after);
  if (list.length === 0) return make("p", { className: "quiet" }, "Nothing changed.");
  const shown = list.slice(0, 100).map((change) =>
    make("li", {}, make("b", {}, foreign(change.place || "everything")), ": ",
      value(change.before, "before"), " → ", value(change.after, "after")));
  if (list.length > shown.length) shown.push(make("li", {}, `and ${list.length - shown.length} more`));
  return make("ul", { className: "diff" }, ...shown);
}
