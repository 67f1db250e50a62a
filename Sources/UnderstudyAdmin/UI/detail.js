// One request: its outcome and the reason, the changes, and both messages.
import { copyButton, curlOf } from "./copy.js";
import { diff } from "./diff.js";
import { block, excerpt, folded, foreign, make, sentence } from "./dom.js";
import { pretty, write } from "./json.js";
import { assumption, refusal } from "./refusal.js";
import { get, path } from "./server.js";

let latest = 0;

export async function showDetail(place, id) {
  const current = ++latest;
  let content;
  try {
    const event = await get(path("requests", id));
    content = await detail(event);
  } catch (error) {
    content = [make("p", { className: "error" }, `This request cannot be shown: ${error.message}`)];
  }
  // Another request may have been selected meanwhile.
  if (current === latest) place.replaceChildren(...content);
}

const section = (title, ...content) => make("section", {}, make("h4", {}, title), ...content);

async function detail({ id, request, response = {}, stubMapping }) {
  const details = request.understudy;
  const reason = details.rule ? await refusal(details, response) : null;
  const known = details.endpoint === null && !stubMapping && !details.upstream && ownError(response)?.known;
  return [
    make("h3", {}, `${request.method} `, excerpt(request.url, 200)),
    make("p", { className: "buttons" }, copyButton("Copy as curl", () => curlOf(request)), copyButton("Copy request id", id)),
    make("p", { className: "verdict" }, ...outcome(request.method, details, response)),
    details.upstream && make("p", { className: "upstream" }, ...forwarded(details.upstream)),
    details.upstream?.difference && section("Difference", make("p", { className: "warned" },
      foreign(details.upstream.difference)), folded("All differences", write(details.upstream.differences))),
    details.departed && make("p", { className: "warned" }, "The client left before it had the whole response."),
    reason && section("Why it was refused", reason),
    known && section("Emulated endpoints", make("ul", {}, ...known.map((route) => make("li", {}, make("code", {}, route))))),
    details.warnings.length > 0 && section("Warnings", make("p", { className: "lead" },
      "The sender probably did not intend this:"), make("ul", { className: "warnings" },
      ...details.warnings.map((warning) => make("li", {}, ...sentence(warning))))),
    details.assumptions.length > 0 && section("Assumptions", make("p", { className: "lead" },
      "No page of the vendor supports these decisions about the request. Each is a rule that you can switch:"),
      make("ul", { className: "assumptions" }, ...await Promise.all(details.assumptions.map(assumption)))),
    details.effect && section("Changes", diff(details.before, details.after)),
    stubMapping && section("Applied mapping", make("p", {}, foreign(stubMapping.name ?? stubMapping.id)),
      folded("Mapping", write(stubMapping))),
    details.skippedMappings.length > 0 && make("p", { className: "quiet" }, "Skipped because of their probability: ",
      excerpt(details.skippedMappings.map((mapping) => mapping.name ?? mapping.id).join(", "), 300)),
    section("Request", headers(request.headers), body(request.body, details.keptBody)),
    details.waiting ? section("Response", make("p", { className: "quiet" }, "None yet."))
      : section("Response", response.fault ? make("p", {}, "None: ", make("code", {}, response.fault)) : headers(response.headers),
        body(response.body ?? "")),
  ].filter(Boolean);
}

function outcome(method, details, response) {
  if (details.waiting) return ["The request waits for its delayed response."];
  if (response.fault) return ["The connection was broken on purpose."];
  const status = `Status ${response.status}`;
  if (details.rule) return [`${status}: refused.`];
  if (details.mapping) return [`${status}, by the mapping “`, excerpt(details.mapping.name ?? details.mapping.id), "”."];
  if (details.upstream) return [details.upstream.failure ? `${status}: ` : `${status}.`, ...(details.upstream.failure
    ? sentence(ownError(response)?.detail ?? "the vendor's response is missing.") : [])];
  if (details.endpoint === null) return [`${status}: `, ...sentence(ownError(response)?.detail ?? "no endpoint has this path.")];
  if (details.effect) {
    const effect = details.operation === "archive" ? "archived" : details.effect;
    return [`${status}: accepted. The agent `, excerpt(details.agent), ` was ${effect}.`];
  }
  if (["GET", "HEAD"].includes(method)) return [`${status}: the stored record was returned.`];
  return [`${status}: accepted; nothing changed.`];
}

/** Returns which host answered, or did not, and after which time. */
function forwarded({ host, milliseconds, failure }) {
  return [failure ? "Not answered by " : "Answered by ", make("code", {}, foreign(host)), ` (${milliseconds} ms).`];
}

/** Returns the server's own error, if no vendor's endpoint has the path. */
function ownError(response) {
  try {
    return JSON.parse(response.body).errors[0];
  } catch {
    return undefined;
  }
}

const headers = (fields) => make("details", {}, make("summary", {}, `${Object.keys(fields).length} headers`),
  make("dl", { className: "headers" }, ...Object.entries(fields).flatMap(([name, values]) =>
    [make("dt", {}, foreign(name)), make("dd", {}, foreign([values].flat().join("\n")))])));

function body(text, kept = "whole") {
  if (!text) return make("p", { className: "quiet" }, kept === "whole" ? "No body." : `No body is kept (${kept}).`);
  return block("Body", pretty(text));
}
