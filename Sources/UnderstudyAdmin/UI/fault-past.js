// What faults did: the last requests on which one acted, each a link.
import { href } from "./address.js";
import { endpointOf, operationWords } from "./catalog.js";
import { excerpt, fill, icon, make, unseen } from "./dom.js";
import { journalRows } from "./journal.js";
import { isFault } from "./outcome.js";
import { count, faultName, faultWords, shortId, statusWords, timeOfDay, vendorBadge } from "./text.js";

const maximumShown = 20;

export function drawPast(place, number, sandbox) {
  const rows = journalRows().filter((row) => row.sandbox === sandbox && !row.waiting && isFault(row));
  const shown = rows.slice(0, maximumShown), signature = `${rows.length} ${shown.map(({ id }) => id).join()}`;
  if (place.dataset.rows === signature) return;
  place.dataset.rows = signature;
  number.textContent = rows.length > 0
    ? (rows.length > maximumShown
      ? `last ${maximumShown} of ${count(rows.length, "request")}`
      : count(rows.length, "request"))
    : "";
  fill(
    place,
    ...(rows.length === 0
      ? [make("p", { className: "quiet" }, "Nothing yet. A request on which a fault acts appears here.")]
      : [make("ul", { className: "card past" }, ...shown.map((row) => line(row, sandbox)))]),
  );
}

function line(row, sandbox) {
  const endpoint = endpointOf(row.endpoint),
    words = operationWords(row),
    agent = row.agentName ?? (row.agentId ? shortId(row.agentId) : null);
  return make(
    "li",
    {},
    make(
      "a",
      { href: href({ sandbox, page: "requests", steps: [row.id], query: null }) },
      make("span", { className: "violet status" }, icon("faults"), row.status === null ? "—" : String(row.status)),
      vendorBadge(endpoint?.vendor, endpoint?.vendorTitle),
      make(
        "span",
        { className: "cut-short" },
        words ? `${words.verb} ` : excerpt(row.url, 80),
        words && (agent === null ? words.noun : excerpt(agent)),
      ),
      make("span", { className: "cut-short second" }, acted(row)),
      make(
        "span",
        { className: "cut-short quiet by" },
        row.mapping === null ? "the delay of every answer" : excerpt(faultName(row.mapping), 60),
      ),
      make("time", { className: "quiet", dateTime: new Date(row.loggedDate).toISOString() }, timeOfDay(row.loggedDate)),
      unseen(" Open the request"),
    ),
  );
}

/** Returns what a fault did, for example `Slow, 0.8 s`. */
function acted(row) {
  const late = row.waitedMillis > 0 ? `, ${(row.waitedMillis / 1000).toFixed(1)} s late` : "";
  if (row.status === null) return faultWords(row.fault) + late;
  if (row.faultKind === "delay" || (row.mapping === null && row.waitedMillis > 0)) {
    return `Slow, ${(row.waitedMillis / 1000).toFixed(1)} s`;
  }
  return (row.status >= 400 ? statusWords(row.status) : "Own answer") + late;
}
