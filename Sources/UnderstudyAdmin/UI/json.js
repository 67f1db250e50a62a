// JSON as it was sent: numbers keep their digits, as 1.0 and 12345678901234567890 do.

export const read = (text) =>
  JSON.parse(text, (_, value, context) =>
    typeof value === "number" && context?.source && String(value) !== context.source && JSON.rawJSON
      ? JSON.rawJSON(context.source) : value);

export const write = (value) => (value === undefined ? "" : JSON.stringify(value, null, 2));

export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !JSON.isRawJSON?.(value);

/** With a line for each member, where it is JSON; as it is, where not. */
export function pretty(text) {
  try {
    return write(read(text));
  } catch {
    return text;
  }
}
