// The history of an agent as a list: changes, refused tries, and the seed at the end.
import { href } from "./address.js";
import { endpointOf, operationWords } from "./catalog.js";
import { callButton } from "./controls.js";
import { changes as differing, diff, shown } from "./diff.js";
import { announce, excerpt, foreign, icon, make, sentence, unseen } from "./dom.js";
import { isUnchanged } from "./agent-history.js";
import { isObject } from "./json.js";
import { rowWithId } from "./journal.js";
import { fieldOf } from "./request-row.js";
import { call, path } from "./server.js";
import { count, dayAndTime, number, tag, time, timeOrDay } from "./text.js";

const shownLines = 6, shownEntries = 100;

/**
 * Returns the list.
 * @param history what `loadHistory` returned. @param refused rows of requests.
 * @param state `{ chosen, limit }`: a set with the keys of the entries to compare, and how many entries are shown; kept by the caller.
 * @param redraw draws again after `chosen` has changed. @param more draws again after `limit` has grown.
 */
export function timeline({ agent, history, refused, sandbox, state, redraw, more, reload }) {
  const entries = [
    ...history.changes.map((change) => ({ at: Date.parse(change.time), change })),
    ...refused.map((row) => ({ at: row.loggedDate, row })),
  ]
    .map((entry, index) => ({ ...entry, index })).sort((one, other) => other.at - one.at || one.index - other.index);
  const limit = state.limit ?? shownEntries, list = entries.slice(0, limit);
  const comparable = new Map(
    history.changes.filter((change) => change.recordAfter !== undefined).map((
      change,
    ) => [change.key, { words: time(change.time), record: change.recordAfter }]),
  );
  const { seed } = history;
  if (seed) comparable.set("seed", { words: "the seed", record: seed });
  for (const key of state.chosen) if (!comparable.has(key)) state.chosen.delete(key);
  const dot = (
    key,
    words,
    kind,
  ) => (comparable.has(key) && comparable.size > 1
    ? chooser(key, words, kind, state, redraw)
    : make("span", { className: `dot-of ${kind}` }));
  const items = list.map((
    { change, row },
  ) => (row ? refusedItem(row, sandbox) : changeItem(change, dot, { agent, sandbox, reload })));
  const rest = entries.length - list.length + history.total - history.changes.length;
  if (rest > 0) {
    items.push(
      make(
        "li",
        { className: "more-entries" },
        make("button", {
          type: "button",
          className: "button small",
          onclick: () => {
            state.limit = limit + shownEntries;
            return more();
          },
        }, `Show ${rest > shownEntries ? `${shownEntries} of ` : ""}${number(rest)} older`),
      ),
    );
  }
  items.push(...seedItem(agent, history, seed, dot));
  return [comparison(state, comparable, history, redraw), make("ol", { className: "timeline" }, ...items)].filter(
    Boolean,
  );
}

/** Returns the circle of an entry, which chooses it for a comparison. */
function chooser(key, words, kind, state, redraw) {
  return make("input", {
    type: "checkbox",
    className: `dot-of ${kind}`,
    checked: state.chosen.has(key),
    "data-key": key,
    title: "Choose two entries to compare them",
    "aria-label": `Compare ${words}`,
    onchange: (event) => {
      if (event.target.checked) state.chosen.add(key);
      else state.chosen.delete(key);
      if (state.chosen.size > 2) state.chosen.delete([...state.chosen][0]);
      redraw();
    },
  });
}

function comparison(state, comparable, history, redraw) {
  const [first, second] = [...state.chosen];
  if (first === undefined) return null;
  const clear = make("button", {
    type: "button",
    className: "text-button push",
    onclick: () => {
      state.chosen.clear();
      redraw();
    },
  }, "Clear");
  if (second === undefined) {
    return make(
      "div",
      { className: "card compared-entries" },
      make(
        "p",
        { className: "buttons pad" },
        "Choose a second entry to compare it with ",
        make("b", {}, comparable.get(first).words),
        ".",
        clear,
      ),
    );
  }
  const order = [...history.changes.map(({ key }) => key), "seed"];
  const [newer, older] = [first, second].sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return make(
    "section",
    { className: "card compared-entries" },
    make(
      "p",
      { className: "buttons pad" },
      make("b", {}, comparable.get(older).words),
      " compared with ",
      make("b", {}, comparable.get(newer).words),
      clear,
    ),
    diff(comparable.get(older).record ?? {}, comparable.get(newer).record ?? {}),
  );
}

const entry = (kind, mark, at, ...content) =>
  make("li", { className: kind }, mark, at, make("div", { className: "entry" }, ...content));
const timeOf = (value) =>
  make("time", { dateTime: new Date(value).toISOString(), title: dayAndTime(value) }, timeOrDay(value));

function changeItem(change, dot, { agent, sandbox, reload }) {
  const { requestId, kind, snapshot } = change;
  const isOwn = requestId === null && snapshot === undefined;
  const words = requestId === null ? [byHand(change)] : [
    make("a", { href: href({ sandbox, page: "requests", steps: [requestId], query: null }) }, requestWords(change)),
    kind === "created" ? " created it" : kind === "deleted" && change.after === null ? " deleted it" : "",
  ];
  const caller = change.caller &&
    make("span", { className: "quiet caller" }, " with ", make("code", {}, excerpt(change.caller, 40)));
  return entry(
    isOwn ? "hand-made" : "",
    dot(change.key, time(change.time), snapshot ? "snapshot" : ""),
    timeOf(change.time),
    make(
      "div",
      { className: "entry-head" },
      make(
        "p",
        {},
        change.origin === "dashboard" && tag("you", "you"),
        change.origin === "dashboard" && " ",
        ...words,
        caller,
      ),
      goBack(change, agent, sandbox, reload),
    ),
    lines(change),
  );
}

function byHand({ before, after, kind, snapshot }) {
  if (snapshot) return make("span", {}, "Snapshot ", make("b", {}, excerpt(snapshot, 64)), " restored");
  if (kind === "restored") return "Back to the seed";
  return before === null ? "Stored by hand" : after === null ? "Deleted by hand" : "Edited by hand";
}

/** Returns for example `PUT update agent`. */
function requestWords({ requestId, endpoint, kind }) {
  const row = rowWithId(requestId), known = endpointOf(endpoint);
  const words = row && operationWords(row);
  if (words) return `${row.method} ${words.verb} ${words.noun}`;
  const verb = { created: "create", updated: "update", deleted: "delete" }[kind] ?? kind;
  return `${verb === "update" && known ? `${known.method} ` : ""}${verb} agent`;
}

/** Returns the button that stores an agent as it was before a change. */
function goBack(change, agent, sandbox, reload) {
  const { recordBefore, after } = change;
  if (!isObject(recordBefore) || isUnchanged(change)) return null;
  const label = after === null ? "Bring it back" : "Go back to before";
  const made = callButton(
    label,
    async () => {
      await call("PUT", path("agents", agent.collection, agent.id), recordBefore, sandbox);
      announce("The agent is as it was before this change");
      await reload();
    },
    { className: "button small go-back" },
    "undo",
  );
  return make("div", { className: "go-back-place" }, made, made.error);
}

/** Returns a line for each changed field. */
function lines({ changes = [], before, after, kind }) {
  if (changes.length === 0) {
    const whole = before === null ? after : after === null ? before : null;
    if (!isObject(whole)) {
      const isStamped = [before, after].some((part) => isObject(part) && Object.keys(part).length > 0);
      const words = isStamped ? "Only its time of change." : "Nothing changed.";
      return kind === "restored" ? null : make("p", { className: "quiet" }, words);
    }
    return make(
      "details",
      {},
      make("summary", {}, `${before === null ? "With" : "It had"} ${count(Object.keys(whole).length, "field")}`),
      diff(before, after),
    );
  }
  const list = make("ul", { className: "change-lines" }, ...changes.slice(0, shownLines).map(changeLine));
  if (changes.length <= shownLines) return list;
  const more = make("button", { type: "button", className: "more-text" }, `${changes.length - shownLines} more`);
  more.onclick = () => {
    list.append(...changes.slice(shownLines, 200).map(changeLine));
    more.remove();
  };
  return make("div", {}, list, more);
}

const changeLine = ({ pointer, before, after }) =>
  make(
    "li",
    {},
    make("code", { className: "field-name" }, excerpt(fieldOf(pointer) || "everything", 80)),
    make(
      "span",
      {},
      make("code", { className: "before" }, unseen("before: "), foreign(shown(before), 120)),
      make("span", { className: "sign", "aria-hidden": "true" }, " → "),
      make(
        "code",
        { className: "after" },
        unseen("after: "),
        foreign(after === undefined ? "removed" : shown(after), 200),
      ),
    ),
  );

function refusedItem(row, sandbox) {
  const words = operationWords(row);
  return entry(
    "refused",
    make("span", { className: "dot-of refused" }, icon("close")),
    timeOf(row.loggedDate),
    make(
      "p",
      {},
      row.origin === "dashboard" && tag("you", "you"),
      row.origin === "dashboard" && " ",
      make(
        "a",
        { href: href({ sandbox, page: "requests", steps: [row.id], query: null }) },
        words ? `${row.method} ${words.verb} ${words.noun}` : row.method,
      ),
      ` refused, ${row.status}`,
    ),
    row.message && make("p", { className: "second" }, ...sentence(row.message, 300)),
  );
}

function seedItem(agent, { changes, total, evicted }, seed, dot) {
  const isWhole = changes.length >= total;
  const older = entry(
    "older",
    make("span", { className: "dot-of" }),
    make("span", { className: "quiet" }, "before"),
    make(
      "p",
      { className: "quiet" },
      evicted > 0 ? "Older changes are no longer kept." : "What changed it before is not known.",
    ),
  );
  if (!seed) return !isWhole || changes.some(({ recordBefore }) => recordBefore === null) ? [] : [older];
  const oldest = changes.length === 0 ? agent.record : changes.at(-1).recordBefore;
  const hasGap = isWhole && oldest !== undefined && (oldest === null || differing(seed, oldest).length > 0);
  const place = make("div", {}), isSame = agent.record !== null && differing(seed, agent.record).length === 0;
  const opener = make("button", {
    type: "button",
    className: "text-button",
    "aria-expanded": "false",
    onclick: () => {
      const isOpen = opener.getAttribute("aria-expanded") === "true";
      opener.setAttribute("aria-expanded", String(!isOpen));
      place.replaceChildren(...(isOpen ? [] : [diff(seed, agent.record)]));
    },
  }, "Compare with now");
  return [
    ...(hasGap ? [older] : []),
    entry(
      "seed",
      dot("seed", "the seed", "seed"),
      make("span", { className: "quiet" }, "start"),
      make(
        "div",
        { className: "entry-head" },
        make("p", {}, "From the seed"),
        agent.record !== null && (isSame ? make("span", { className: "quiet" }, "as it is now") : opener),
      ),
      place,
    ),
  ];
}
