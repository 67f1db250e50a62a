import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
import { UnderstudyError } from "./errors.js";
import { shortened, textOf } from "./text.js";

// Taken once: tests replace these functions, for example to mock other services. With agents of their own, because a proxy that
// the variables name is for the client, and the global agents and `fetch` use it.
const clients = {
  "http:": { request: http.request, agent: new http.Agent() },
  "https:": { request: https.request, agent: new https.Agent() },
};

/** A server that is silent for so long is an error, but that a verification may wait besides. */
const silenceMilliseconds = 300_000;

/**
 * Calls the admin API.
 * @param url the server's, or that of a sandbox
 * @param accepted statuses that are an answer and no error, besides 2xx
 * @param waitMilliseconds how long the server may wait before it answers
 * @returns the status and the JSON of the answer
 */
export async function admin(url, method, path, body, { accepted = [], waitMilliseconds = 0 } = {}) {
  const address = `${url}/__admin${path}`;
  let answer;
  try {
    const content = body === undefined ? undefined : JSON.stringify(body);
    answer = await send(new URL(address), method, content, silenceMilliseconds + waitMilliseconds);
  } catch (error) {
    // That of a name with several addresses has a code only.
    throw new UnderstudyError(`cannot reach ${address}: ${error.message || error.code}`);
  }
  const { status, content } = answer;
  if ((status < 200 || status > 299) && !accepted.includes(status)) {
    throw new UnderstudyError(`${method} ${address}: ${status}\n${details(content)}`);
  }
  try {
    return { status, json: JSON.parse(content) };
  } catch {
    throw new UnderstudyError(
      `${address} did not answer with JSON, so that it is no Understudy:\n${textOf([`  ${shortened(content)}`])}`,
    );
  }
}

/** Sends a request to the server itself, and returns the status and the text of the answer. */
function send(url, method, body, timeout) {
  const client = clients[url.protocol];
  if (!client) throw new Error("the URL must begin with http:// or https://");
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const options = { method, headers, agent: client.agent, timeout };
  return new Promise((resolve, reject) => {
    const request = client.request(url, options, (response) => {
      text(response).then((content) => resolve({ status: response.statusCode, content }), reject);
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error(`it was silent for ${timeout / 1000} s`)));
    request.end(body);
  });
}

/** Returns the errors in an answer, one a line, each with its place in what was sent. */
function details(text) {
  try {
    const lines = JSON.parse(text).errors.map(({ title, detail, source }) => {
      const place = source?.pointer ? `${source.pointer}: ` : "";
      return `  ${place}${detail ?? title}`;
    });
    return textOf(lines);
  } catch {
    return textOf([`  ${shortened(text)}`]);
  }
}
