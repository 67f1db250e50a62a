// JSON that keeps the digits of numbers, such as 1.0 and 12345678901234567890.

export const read = (text) =>
  JSON.parse(
    text,
    (_, value, context) =>
      typeof value === "number" && context?.source && String(value) !== context.source && JSON.rawJSON
        ? JSON.rawJSON(context.source)
        : value,
  );

export const write = (value) => (value === undefined ? "" : JSON.stringify(value, null, 2));

export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !JSON.isRawJSON?.(value);

/** Whether a value is neither an object nor an array. */
export const isLeaf = (value) => !Array.isArray(value) && !isObject(value);

/** Returns the names and the indices in a JSON Pointer. */
export const stepsOf = (pointer) =>
  pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Returns a name as a step of a JSON Pointer. */
export const stepOf = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** Returns an object without some members. */
export const without = (object, ...names) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Returns JSON with a line for each member, and any other text unchanged. */
export function pretty(text) {
  try {
    return write(read(text));
  } catch {
    return text;
  }
}
