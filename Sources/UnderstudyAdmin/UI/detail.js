// One request: what became of it and why, what it changed, and what was sent both ways.
import { copyButton, curlOf } from "./copy.js";
import { diff } from "./diff.js";
import { block, excerpt, folded, foreign, make, sentence } from "./dom.js";
import { pretty, write } from "./json.js";
import { refusal } from "./refusal.js";
import { get, path } from "./server.js";

let latest = 0;

export async function showDetail(place, id) {
  const turn = ++latest;
  let content;
  try {
    const event = await get(path("requests", id));
    content = await detail(event);
  } catch (mistake) {
    content = [make("p", { className: "mistake" }, `This request cannot be shown: ${mistake.message}`)];
  }
  // Somebody may have chosen another meanwhile.
  if (turn === latest) place.replaceChildren(...content);
}

const section = (title, ...content) => make("section", {}, make("h4", {}, title), ...content);

async function detail({ id, request, response, stubMapping }) {
  const facts = request.understudy;
  const why = facts.rule ? await refusal(facts, response) : null;
  const known = facts.endpoint === null && !stubMapping && ownMistake(response)?.known;
  return [
    make("h3", {}, `${request.method} `, excerpt(request.url, 200)),
    make("p", { className: "buttons" }, copyButton("Copy as curl", () => curlOf(request)), copyButton("Copy request id", id)),
    make("p", { className: "verdict" }, ...verdict(request.method, facts, response)),
    why && section("Why it was refused", why),
    known && section("What is emulated", make("ul", {}, ...known.map((route) => make("li", {}, make("code", {}, route))))),
    facts.warnings.length > 0 && section("Without effect", make("p", { className: "lead" },
      "These members of the request did nothing:"), make("ul", { className: "warnings" },
      ...facts.warnings.map((warning) => make("li", {}, ...sentence(warning))))),
    facts.after && section("What changed", diff(facts.before, facts.after)),
    stubMapping && section("The mapping that acted", make("p", {}, foreign(stubMapping.name ?? stubMapping.id)),
      folded("The mapping", write(stubMapping))),
    facts.skippedMappings.length > 0 && make("p", { className: "quiet" }, "By chance did not act: ",
      excerpt(facts.skippedMappings.map((mapping) => mapping.name ?? mapping.id).join(", "), 300)),
    section("Request", headers(request.headers), body(request.body, facts.keptBody)),
    section("Answer", response.fault ? make("p", {}, "None: ", make("code", {}, response.fault)) : headers(response.headers),
      body(response.body ?? "")),
  ].filter(Boolean);
}

function verdict(method, facts, response) {
  if (response.fault) return ["The connection was broken on purpose."];
  const status = `Answered with ${response.status}`;
  if (facts.rule) return [`${status}: refused.`];
  if (facts.mapping) return [`${status}, by the mapping “`, excerpt(facts.mapping.name ?? facts.mapping.id), "”."];
  if (facts.endpoint === null) return [`${status}: `, ...sentence(ownMistake(response)?.detail ?? "no endpoint has this path.")];
  if (facts.after) return [`${status}: accepted. The agent `, excerpt(facts.agent), " was updated."];
  if (["GET", "HEAD"].includes(method)) return [`${status}: what is stored was shown.`];
  return [`${status}: accepted, and nothing was to change.`];
}

/** What the server itself says where no vendor is asked. */
function ownMistake(response) {
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
