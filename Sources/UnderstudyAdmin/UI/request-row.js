// One request in the list: what was asked of which agent, and what changed or why not.
import { operationWords, vendorOf, vendorTitleOf } from "./catalog.js";
import { shown } from "./diff.js";
import { excerpt, icon, make, sentence, unseen } from "./dom.js";
import { stepsOf } from "./json.js";
import { isFault, isInvalid, outcome } from "./outcome.js";
import { meantRoute } from "./request-unknown.js";
import { cell, makeRow } from "./table.js";
import { faultWords, shortId, statusWords, tag, timeOfDay, took, vendorBadge } from "./text.js";

export const columns = [
  { label: "Status" },
  { label: "Vendor", className: "vendor-cell" },
  { label: "Request" },
  { label: "Agent", className: "agent-cell" },
  { label: "What happened" },
  { label: "Sandbox", className: "sandbox-cell" },
  { label: "Took", className: "right" },
  { label: "Time", className: "right" },
];

/** Returns what a row is found by. */
export function textOf(row) {
  return row.text ??= [
    row.url,
    operationWords(row)?.verb,
    operationWords(row)?.noun,
    row.method,
    row.agentName,
    row.agentId,
    row.sandbox,
    row.rule,
    row.message,
    row.mapping,
    row.upstream,
    row.status,
    vendorTitleOf(row),
    ...(row.changes ?? []).flatMap(({ pointer, before, after }) => [pointer, shown(before), shown(after)]),
  ]
    .filter((part) => part !== null && part !== undefined).join(" ").toLowerCase();
}

export function requestRow(row) {
  const { kind, icon: symbol, word } = outcome(row);
  const vendor = vendorOf(row), title = vendorTitleOf(row);
  return makeRow(
    row.id,
    cell(
      `status-cell ${kind}`,
      icon(symbol),
      row.status === null ? (row.waiting ? "…" : "—") : String(row.status),
      unseen(` ${word}`),
    ),
    cell("vendor-cell", vendorBadge(vendor, title), make("span", { className: "cut-short" }, title ?? "No vendor")),
    cell(
      "request-cell",
      vendorBadge(vendor, title),
      make("span", { className: "method" }, row.method.slice(0, 8)),
      operation(row),
    ),
    cell("agent-cell", agentOf(row) === null ? make("span", { className: "quiet" }, "–") : excerpt(agentOf(row))),
    cell(`what-cell ${kind}`, make("span", { className: "story" }, ...story(row, kind)), ...tags(row, kind)),
    cell("sandbox-cell", excerpt(row.sandbox ?? "", 64)),
    tookCell(row),
    cell(
      "time-cell right",
      make("time", { dateTime: new Date(row.loggedDate).toISOString() }, ...clockParts(row.loggedDate)),
    ),
  );
}

const clockParts = (date) => {
  const text = timeOfDay(date);
  return [make("span", { className: "hours" }, text.slice(0, 3)), text.slice(3)];
};

const agentOf = (row) => row.agentName ?? (row.agentId ? shortId(row.agentId) : null);

/** Returns `update Sales Bot` or `update agent`, of which the stylesheet shows one; or the path that no endpoint has. */
function operation(row) {
  const words = operationWords(row);
  if (!words) return make("code", { className: "operation" }, excerpt(row.url, 120));
  const agent = agentOf(row);
  return make(
    "span",
    { className: `operation${agent === null ? "" : " names-agent"}` },
    `${words.verb} `,
    make("b", { className: "noun" }, words.noun),
    agent !== null && make("b", { className: "with-agent" }, excerpt(agent)),
  );
}

function tookCell(row) {
  if (row.micros === null || row.micros === undefined) return cell("took-cell right", "");
  const own = Math.max(0, row.micros - (row.waitedMillis ?? 0) * 1000);
  const made = cell(`took-cell right${row.micros >= 100_000 ? " long" : ""}`, took(row.micros));
  if (row.waitedMillis > 0) made.title = `${took(own)}, and ${row.waitedMillis} ms of delay that was asked for`;
  return made;
}

const capitalized = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Returns what happened, in words. */
function story(row, kind) {
  if (kind === "waiting") return ["Waits for its delayed answer"];
  if (kind === "fault") return [row.status === null ? faultWords(row.fault) : statusWords(row.status)];
  if (kind === "changed") return effect(row);
  if (kind === "unknown") return sentence(unknownPath(row), 300);
  if (row.upstream) {
    return [
      "Answered by ",
      excerpt(row.upstream, 60),
      ...(row.difference ? [" ", make("span", { className: "amber" }, "≠ ", excerpt(row.difference, 200))] : []),
    ];
  }
  if (isInvalid(row) && row.message) return sentence(capitalized(row.message), 300);
  if (kind === "refused") return row.message ? sentence(row.message, 300) : [statusWords(row.status)];
  if (kind === "same") return ["Nothing changed"];
  return [row.shown === undefined ? "Shown" : `${row.shown} ${row.shown === 1 ? "agent" : "agents"} shown`];
}

/** Returns the path that was probably meant, without its method and its vendor. */
function unknownPath({ message }) {
  const meant = meantRoute(message);
  return meant ? `No such path; did you mean \`${meant.path}\`?` : "No such path";
}

function effect(row) {
  if (row.effect === "created") return ["Created ", make("code", {}, excerpt(row.agentName ?? row.agentId ?? "", 60))];
  if (row.effect === "deleted" && row.operation !== "archive") return ["Deleted"];
  const { changes = [], changeCount } = row;
  if (changes.length === 0) return ["Changed"];
  const shownChanges = changes.slice(0, 2).flatMap((change, index) => [index > 0 ? ", " : "", ...fieldChange(change)]);
  const more = (changeCount ?? changes.length) - Math.min(2, changes.length);
  return [...shownChanges, ...(more > 0 ? [`, ${more} more`] : [])];
}

/** Returns a JSON Pointer in words, for example `voice.speed`. */
export const fieldOf = (pointer) => stepsOf(pointer).join(".");

const fieldChange = ({ pointer, before, after }) => [
  make("span", { className: "mono" }, excerpt(fieldOf(pointer), 40)),
  " ",
  make("code", { className: "before" }, excerpt(shown(before), 60)),
  make("span", { className: "sign" }, "→"),
  make("code", {}, excerpt(shown(after), 60)),
];

/** Returns the tags at the right, which never shrink. */
export function tags(row, kind) {
  return [
    isFault(row) && kind === "fault" && tag("Fault", "violet"),
    row.waitedMillis > 0 && tag(`Slow ${(row.waitedMillis / 1000).toFixed(1)} s`, "violet"),
    row.departed && tag("client left", "amber"),
    row.warnings > 0 && warningTag(row.warnings),
    row.origin === "dashboard" && tag("you", "you"),
  ].filter(Boolean);
}

const warningTag = (count) => {
  const made = tag(String(count), "amber", "warning");
  made.append(unseen(count === 1 ? " warning" : " warnings"));
  return made;
};
