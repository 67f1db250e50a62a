// What a request did or why not, and its two messages.
import { href } from "./address.js";
import { callButton } from "./controls.js";
import { changes, diff, undone } from "./diff.js";
import { announce, excerpt, fill, folded, foreign, icon, make, sentence } from "./dom.js";
import { write } from "./json.js";
import { bodyView } from "./jsonview.js";
import { fieldChanges } from "./outcome.js";
import { fieldOf } from "./request-row.js";
import { assumption, messageParts, refusal } from "./request-refusal.js";
import { unknownPath } from "./request-unknown.js";
import { call, get, path } from "./server.js";
import { count, faultName, faultWords, statusWords, time } from "./text.js";

export const sectionHead = (title, number, action) =>
  make(
    "div",
    { className: "section-head" },
    make("h3", {}, title),
    number && make("span", { className: "number" }, number),
    action,
  );

/** Returns the parts, as the request went. */
export async function partsOf(event, row, actions) {
  const { request, response = {}, stubMapping } = event, details = request.understudy;
  const marks = marksOf(details);
  return [
    details.upstream && forwarded(details.upstream),
    details.departed && note("amber", "warning", "The client left before it had the whole answer."),
    details.waiting && note("violet", "delay", "The request waits for its delayed answer."),
    details.rule && await refusal(event, row, actions),
    row.endpoint === null && !stubMapping && !details.upstream && !details.waiting && unknownPath(event, row, actions),
    stubMapping && mapping(stubMapping, details, response, row),
    details.skippedMappings.length > 0 &&
    make(
      "p",
      { className: "quiet" },
      "Skipped because of their probability: ",
      excerpt(details.skippedMappings.map((mapping) => mapping.name ?? faultName(mapping.id)).join(", "), 300),
    ),
    details.effect && effect(event, details),
    details.warningDetails.length > 0 && warnings(details, actions),
    details.assumptions.length > 0 &&
    make(
      "details",
      {},
      make("summary", {}, count(details.assumptions.length, "assumption")),
      make(
        "ul",
        { className: "assumptions" },
        ...await Promise.all(details.assumptions.map((id) => assumption(id, details.sandbox))),
      ),
    ),
    make(
      "div",
      { className: "messages" },
      make(
        "section",
        {},
        ...message("Request", request.headers, body("Request body", request.body, details.keptBody, marks)),
      ),
      make("section", {}, ...answer(details, response)),
    ),
  ].filter(Boolean);
}

const note = (kind, symbol, ...words) =>
  make(
    "div",
    { className: `card ${kind}` },
    make("div", { className: "note" }, icon(symbol), make("div", {}, ...words)),
  );

function effect({ id }, details) {
  const { before, after, effect, agent, collection, sandbox, operation } = details,
    own = path("agents", collection, agent);
  const list = changes(before ?? {}, after ?? {}), section = (...content) => make("section", {}, ...content);
  if (effect === "created") {
    return section(sectionHead("Created with", count(list.length, "field")), diff(before, after));
  }
  if (effect === "deleted" && operation !== "archive") {
    return section(
      sectionHead("Deleted; it was", count(list.length, "field"), taking("Bring it back", bringBack)),
      diff(before, after),
    );
  }
  if (fieldChanges(details).length === 0) {
    // The head of the detail says that nothing changed.
    return list.length === 0 ? null : section(sectionHead("Only its time of change"), diff(before, after));
  }
  const stays = make("p", { className: "second", role: "status" });
  return section(
    sectionHead("What changed", count(list.length, "field"), taking("Undo this change", undo)),
    stays,
    diff(before, after),
  );

  function taking(label, act) {
    const made = callButton(label, async () => {
      if (!await act()) return;
      made.textContent = "Undone";
      made.disabled = true;
    }, { className: "text-button", "data-request": id });
    return make("span", {}, made, made.error);
  }

  /** Returns the agent as it is stored now, null if there is none. */
  async function stored() {
    const { agents } = await get(path("agents", collection), sandbox);
    return agents.find(({ id }) => id === agent)?.record ?? null;
  }

  async function bringBack() {
    if (await stored() !== null) throw new Error("It is back already, so it stays as it is now.");
    await call("PUT", own, before, sandbox);
    announce("The agent is as it was before this request");
    return true;
  }

  /** Takes this change back, but none that came later. Returns whether there was something to take back. */
  async function undo() {
    const now = await stored();
    if (now === null) throw new Error("The agent was deleted since. Bring it back first, on the page Agents.");
    const { record, later } = undone(now, before, after);
    const isAll = later.length === 0;
    if (record !== now) await call("PUT", own, record, sandbox);
    fill(stays, ...(isAll ? [] : staying(later, details)));
    if (isAll) announce("This change is undone");
    return isAll || record !== now;
  }
}

/** Says which members stay as they are, and where to go on. */
const staying = (places, { sandbox, collection, agent }) => [
  ...places.slice(0, 10).flatMap((place, index) => [index > 0 ? ", " : "", make("code", {}, excerpt(place, 80))]),
  places.length > 10 ? ` and ${places.length - 10} more` : "",
  places.length === 1 ? " was changed again since and stays. " : " were changed again since and stay. ",
  "To go back further, use ",
  make(
    "a",
    { href: href({ sandbox, page: "agents", steps: [collection, agent], query: null }) },
    "the agent’s history",
  ),
  ".",
];

function mapping(stub, details, response, row) {
  const acted = response.fault
    ? faultWords(response.fault)
    : row.faultKind === "delay"
    ? `Slow by ${(details.waitedMillis / 1000).toFixed(1)} s`
    : `${statusWords(response.status)} ${response.status ?? ""}`;
  const off = callButton("Switch it off", async () => {
    await call("DELETE", path("mappings", stub.id), undefined, details.sandbox);
    off.textContent = "Switched off";
    off.disabled = true;
  }, { className: "button small" });
  const left = make("span", {});
  get("/mappings", details.sandbox).then(({ mappings }) => {
    const now = mappings.find(({ id }) => id === stub.id);
    if (!now) {
      left.textContent = "It is off now.";
      return;
    }
    const { left: times, expiresAt } = now.understudy ?? now.metadata?.understudy ?? {};
    left.textContent = times !== undefined
      ? `It will act ${times === 1 ? "once" : `${times} times`} more.`
      : expiresAt
      ? `It acts until ${time(expiresAt)}.`
      : "It acts until it is switched off.";
    off.hidden = false;
  }).catch(({ message }) => {
    left.textContent = message;
  });
  off.hidden = true;
  return make(
    "div",
    { className: "card violet" },
    make(
      "div",
      { className: "note" },
      icon("faults"),
      make(
        "div",
        {},
        make(
          "p",
          {},
          make("b", {}, acted.trim()),
          ", by ",
          ...(stub.name ? ["the fault “", excerpt(stub.name), "”."] : [`${faultName(stub.id)}.`]),
        ),
        make("p", { className: "second" }, left),
        folded("As a mapping", write(stub)),
        off.error,
      ),
      off,
    ),
  );
}

function warnings(details, actions) {
  const list = details.warningDetails, isCorrectable = list.some(({ suggestion, pointer }) => suggestion && pointer);
  return make(
    "div",
    { className: "card amber warnings" },
    make(
      "div",
      { className: "note" },
      icon("warning"),
      make(
        "div",
        {},
        make(
          "p",
          {},
          make("b", {}, `${count(list.length, "member")} had no effect.`),
          " ",
          ...(list.length === 1 ? sentence(list[0].message) : []),
        ),
        list.length > 1 && make("ul", {}, ...list.map(({ message }) => make("li", {}, ...sentence(message)))),
        isCorrectable && actions.sendCorrected(list),
      ),
    ),
  );
}

function marksOf(details) {
  const wrong = details.violations.map(({ pointer, message }) => ({
    pointer,
    kind: "red",
    words: withoutField(message, pointer),
  }));
  const without = details.warningDetails.map(({ pointer }) => ({ pointer, kind: "amber", words: "had no effect" }));
  return [...without, ...wrong].filter(({ pointer }) => pointer);
}

const withoutField = (message, pointer) =>
  messageParts(message).expectation.replace(`\`${fieldOf(pointer)}\` `, "").replaceAll("`", "");

/** A client's body, or why it is not there. */
function body(label, text, kept, marks = []) {
  if (kept === "omitted") return make("p", { className: "quiet" }, "The body may hold a secret, so it was not kept.");
  if (!text) return make("p", { className: "quiet" }, "No body.");
  const view = bodyView(label, text, marks);
  return kept === "redacted"
    ? make("div", {}, make("p", { className: "quiet" }, "Without the values of secrets."), view)
    : view;
}

function answer(details, response) {
  if (details.waiting) return [sectionHead("Answer"), make("p", { className: "quiet" }, "None yet.")];
  if (response.fault) {
    return [sectionHead("Answer"), make("p", { className: "quiet" }, "None: ", faultWords(response.fault), ".")];
  }
  return message("Answer", response.headers ?? {}, body("Answer body", response.body ?? "", "whole"));
}

function message(title, fields, content) {
  const list = make(
    "dl",
    { className: "headers-of", hidden: true },
    ...Object.entries(fields).flatMap((
      [name, values],
    ) => [make("dt", {}, foreign(name)), make("dd", {}, foreign([values].flat().join("\n")))]),
  );
  const opener = make(
    "button",
    { type: "button", className: "bare", "aria-expanded": "false" },
    icon("right"),
    count(Object.keys(fields).length, "header"),
  );
  opener.onclick = () => {
    list.hidden = !list.hidden;
    opener.setAttribute("aria-expanded", String(!list.hidden));
    opener.firstChild.replaceWith(icon(list.hidden ? "right" : "down"));
  };
  return [sectionHead(title, null, opener), list, content];
}

function forwarded({ host, milliseconds, failure, difference, differences }) {
  return make(
    "div",
    { className: "card upstream" },
    make(
      "div",
      { className: "note" },
      icon("connect"),
      make(
        "div",
        {},
        make(
          "p",
          {},
          failure ? "Not answered by " : "Answered by ",
          make("code", {}, foreign(host)),
          ` (${milliseconds} ms).`,
        ),
        difference && make("p", { className: "amber" }, "≠ ", foreign(difference)),
        difference && folded("All differences", write(differences)),
      ),
    ),
  );
}
