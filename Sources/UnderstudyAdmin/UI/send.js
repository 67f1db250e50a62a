// Sends requests to the vendors' endpoints, from the page.
import { icon, make } from "./dom.js";
import { bodyView } from "./jsonview.js";
import { baseOf, pathOf } from "./server.js";
import { statusWords } from "./text.js";

/** What a browser sets itself, and a page may not. */
const forbidden =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|accept-charset|cookie|cookie2|date|dnt|expect|keep-alive|origin|referer|te|trailer|upgrade|via|set-cookie|user-agent|access-control-.*|proxy-.*|sec-.*|x-understudy-sandbox)$/i;

/** Returns the fields that a page can send. */
export const sendable = (headers) => Object.entries(headers).filter(([name]) => !forbidden.test(name));

/** Returns the path with the vendor's prefix, which stands for the host name that a browser cannot set. */
export function prefixed(path, vendor) {
  const own = pathOf(path);
  return !vendor || own.startsWith(`/${vendor}/`) ? own : `/${vendor}${own}`;
}

/**
 * Sends a request and returns `{ status, text, id, headers }`. `status` is null if the connection was broken. `id` is null if the
 * server named no logged request: with `--no-annotations`, and for what is not recorded.
 * @param request `method`, `path` (with the vendor's prefix), `headers`, `body`, `sandbox`
 */
export async function send({ method, path, headers, body, sandbox }) {
  const fields = new Headers();
  for (const [name, value] of sendable(headers)) for (const one of [value].flat()) fields.append(name, one);
  fields.set("X-Understudy-Origin", "dashboard");
  const hasBody = body !== "" && body !== null && body !== undefined && !["GET", "HEAD"].includes(method);
  try {
    const answer = await fetch(
      baseOf(sandbox).replace(/(^https?:\/\/[^/]+)$/, `$1/sandbox/${encodeURIComponent(sandbox)}`) + path,
      {
        method,
        headers: fields,
        body: hasBody ? body : undefined,
        cache: "no-store",
        redirect: "manual",
      },
    );
    return {
      status: answer.status,
      text: await answer.text(),
      id: answer.headers.get("X-Understudy-Request-Id"),
      headers: Object.fromEntries(answer.headers),
    };
  } catch {
    return { status: null, text: "", id: null, headers: {} };
  }
}

/** Shows an answer as it came, for one without the id of a logged request. */
export function plainAnswer({ status, text }) {
  if (status === null) {
    return [make("p", { className: "violet" }, icon("faults"), " The connection was broken before an answer came.")];
  }
  // A browser does not let a page see where a redirect leads.
  const words = status === 0 ? "A redirect, which was not followed" : `${status} ${statusWords(status)}`;
  const [symbol, colour] = status >= 400 ? ["close", "red"] : ["check", "green"];
  return [
    make("p", {}, make("b", { className: colour }, icon(symbol), ` ${words}`)),
    ...(text === "" ? [] : [bodyView("Answer", text)]),
  ];
}
