import { UnderstudyError } from "./errors.js";

// Taken once: tests replace the global one, for example to mock other services.
const send = globalThis.fetch;

/**
 * Calls the admin API.
 * @param url the server's, or that of a sandbox
 * @param accepted statuses that are an answer and no error, besides 2xx
 * @returns the status and the JSON of the answer
 */
export async function admin(url, method, path, body, accepted = []) {
  const address = `${url}/__admin${path}`;
  let response, text;
  try {
    response = await send(address, { method, body: body === undefined ? undefined : JSON.stringify(body) });
    text = await response.text();
  } catch (error) {
    throw new UnderstudyError(`cannot reach ${address}: ${error.cause?.message || error.cause?.code || error.message}`);
  }
  const { status } = response;
  if (!response.ok && !accepted.includes(status)) {
    throw new UnderstudyError(`${method} ${address}: ${status}\n${details(text)}`);
  }
  try {
    return { status, json: JSON.parse(text) };
  } catch {
    throw new UnderstudyError(
      `${address} did not answer with JSON, so that it is no Understudy:\n  ${shortened(text)}`,
    );
  }
}

/** Returns the errors in an answer, one a line, each with its place in what was sent. */
export function details(text) {
  try {
    const lines = JSON.parse(text).errors.map(({ title, detail, source }) => {
      const place = source?.pointer ? `${source.pointer}: ` : "";
      return `  ${place}${detail ?? title}`;
    });
    return lines.join("\n");
  } catch {
    return `  ${shortened(text)}`;
  }
}

/** Returns the start of a long text. */
export function shortened(text, length = 500) {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
