// A list of changed fields: field, before, after; or only what was added or removed.
import { foreign, make, unseen } from "./dom.js";
import { isObject, write } from "./json.js";

/** Returns the members that differ. Objects are compared by member, arrays as a whole. */
export function changes(before, after, place = "") {
  if (!isObject(before) || !isObject(after)) {
    return write(before) === write(after) ? [] : [{ place, before, after }];
  }
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const at = place ? `${place}.${name}` : name;
    return changes(
      Object.hasOwn(before, name) ? before[name] : undefined,
      Object.hasOwn(after, name) ? after[name] : undefined,
      at,
    );
  });
}

/** Times that the vendor sets with every update. */
export const isStamp = (place) => /^(updated_?at|updatedAt|last_?modified)$/i.test(place);

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

/** Returns a list with a line for each changed field, stamped times last. `before` is null for a new agent, `after` for a deleted one. */
export function diff(before, after) {
  const list = changes(before ?? {}, after ?? {});
  if (list.length === 0) return make("p", { className: "quiet" }, "Nothing changed.");
  const sorted = [...list.filter(({ place }) => !isStamp(place)), ...list.filter(({ place }) => isStamp(place))];
  const shown = sorted.slice(0, 100).map(line);
  if (list.length > shown.length) shown.push(make("li", {}, `and ${list.length - shown.length} more`));
  return make("ul", { className: "diff" }, ...shown);
}
