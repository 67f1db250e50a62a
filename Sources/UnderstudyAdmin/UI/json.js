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
