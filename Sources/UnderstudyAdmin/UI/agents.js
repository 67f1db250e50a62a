// The page of the agents: the stored records by kind, and the chosen one beside them.
import { back, queryWith } from "./address.js";
import { makeAgentDetail } from "./agent-detail.js";
import { headOf } from "./agent-head.js";
import { changesByAgent } from "./agent-history.js";
import { loadCatalog } from "./catalog.js";
import { collections, nameOf } from "./collections.js";
import { chips, searchField, select, selects, wordsOf } from "./controls.js";
import { excerpt, loading, make } from "./dom.js";
import { onJournal } from "./journal.js";
import { cell, makeGrid, makeGroup, makeRow } from "./table.js";
import { count, dayAndTime, number, shortId, tag, timeOrDay, vendorBadge } from "./text.js";

export const page = {
  id: "agents",
  title: "Agents",
  icon: "agents",
  key: "a",
  inSide: true,
  hasTab: true,
  needsSandbox: true,
  about: "These are the agents of",
  mount,
};

const firstShown = 500, maximumChanges = 2000;
const kinds = {
  all: (agent) => agent.record !== null,
  changed: (agent) => agent.state === "changed",
  created: (agent) => agent.state === "created",
  deleted: (agent) => agent.state === "deleted",
};
const labels = { all: "All", changed: "Changed", created: "Created", deleted: "Deleted" };
const columns = [{ label: "Agent" }, { label: "Id", className: "id-cell" }, { label: "Changes", className: "right" }, {
  label: "Last change",
  className: "right",
}];

function mount(place) {
  let query = new URLSearchParams(), steps = [], agents = [], groups = [], isLoaded = false, limit = firstShown;
  const split = place.split();
  const follows = () => split.isBeside;
  const grid = makeGrid("Agents", columns, {
    className: "agents",
    follows,
    onOpen: (key, { byKey }) =>
      place.go({ steps: [...stepsOf(key), ...tab()], query }, { replaces: byKey && follows() }),
  });
  const foot = make("p", { className: "foot" }),
    none = make("div", { className: "empty", hidden: true }),
    waiting = make("div", {}),
    stop = loading(waiting);
  split.list.append(waiting, grid.element, none, foot);
  const change = (next) => {
    limit = firstShown;
    place.go({ query: queryWith(query, next) }, { replaces: true });
  };
  const search = searchField("Name, id or value", "", (q) => change({ q })),
    kindChips = chips(
      "Kind",
      Object.entries(labels).map(([id, label]) => ({ id, label, count: 0 })),
      "all",
      (kind) => change({ kind }),
    );
  const vendor = select("Vendor", [["", "Any vendor"]], "", (vendor) => change({ vendor }));
  const [opener, choices] = selects("More filters", vendor);
  place.showBar(search, opener, kindChips, choices);
  const close = () => back({ steps: [], query });
  const detail = makeAgentDetail(split, place, {
    close,
    reload: () => load(),
    agents: () => agents,
    go: (steps, replaces = false) => place.go({ steps, query }, { replaces }),
  });
  headOf(place, { go: (steps) => place.go({ steps, query }), reload: () => load() });

  const stepsOf = (key) => {
    const at = key.indexOf("/");
    return [key.slice(0, at), key.slice(at + 1)];
  };
  /** The tab of the next agent is that of this one. */
  const tab = () => (["stored", "keys"].includes(steps[2]) ? [steps[2]] : []);
  const agentAt = ([collection, id]) =>
    agents.find((agent) => agent.collection === collection && agent.id === id) ?? null;

  async function load() {
    const [{ agents: stored }, { changes, meta }, found] = await Promise.all([
      place.get("/agents"),
      place.get(`/changes?limit=${maximumChanges}`),
      collections(),
      loadCatalog(),
    ]);
    if (place.signal.aborted) return;
    groups = found;
    agents = agentsOf(stored, changes, meta.total > changes.length);
    isLoaded = true;
    stop();
    waiting.remove();
    vendor.setOptions(
      [["", "Any vendor"], ...new Map(groups.map((group) => [group.vendor, group.vendorTitle]))],
      query.get("vendor") ?? "",
    );
    draw();
    await showDetail(true);
  }

  function draw() {
    const words = wordsOf(query.get("q")),
      vendor = query.get("vendor") ?? "";
    const vendorOf = new Map(groups.map((group) => [group.id, group.vendor]));
    const matching = agents.filter((agent) =>
      (vendor === "" || vendorOf.get(agent.collection) === vendor) &&
      words.every((word) => textOf(agent).includes(word))
    );
    kindChips.setCounts((kind) => matching.filter(kinds[kind]).length);
    const kind = query.get("kind") ?? "all";
    // All are also those that were deleted: they are struck through until the sandbox is reset.
    const chosen = matching.filter(kind === "all" ? () => true : kinds[kind] ?? (() => true));
    let left = limit;
    grid.setRows(groups.flatMap((group) => {
      const own = chosen.filter((agent) => agent.collection === group.id), shown = own.slice(0, Math.max(0, left));
      left -= shown.length;
      return shown.length === 0 ? [] : [
        makeGroup(
          vendorBadge(group.vendor, group.vendorTitle),
          make("span", {}, group.title),
          make("span", { className: "number" }, number(own.length)),
        ),
        ...shown.map(row),
      ];
    }));
    grid.select(steps.length >= 2 ? `${steps[0]}/${steps[1]}` : null);
    drawRest(chosen.length);
  }

  function drawRest(all) {
    none.hidden = !isLoaded || all > 0;
    grid.element.hidden = !isLoaded || !none.hidden;
    none.replaceChildren(...(none.hidden ? [] : nothing()));
    foot.replaceChildren(
      ...(all > limit
        ? [make("button", {
          type: "button",
          className: "button",
          onclick: () => {
            limit += firstShown;
            draw();
          },
        }, `Show ${number(Math.min(firstShown, all - limit))} more`)]
        : []),
    );
  }

  const nothing =
    () => (agents.length === 0
      ? [make("h2", {}, "No agents"), make("p", {}, "The seeds have none, and none was created.")]
      : place.noneMatch(count(agents.length, "agent")));

  const showDetail = (isQuiet = false) =>
    detail.show(steps, {
      isLoaded,
      agent: agentAt(steps),
      group: groups.find(({ id }) => id === steps[0]) ?? null,
      isQuiet,
    });

  place.follow(() => load().catch(() => {}), 400, ["sandbox", "seeds"], (row) => row.effect);
  onJournal(() => detail.journalChanged(), place.signal);
  load();

  return {
    show(address) {
      query = address.query;
      steps = address.steps;
      search.show(query.get("q") ?? "");
      kindChips.choose(query.get("kind") ?? "all");
      vendor.value = query.get("vendor") ?? "";
      draw();
      showDetail();
    },
    keys: {
      j: () => grid.move(1),
      k: () => grid.move(-1),
      e: () => detail.edit(),
      Escape: () => {
        if (steps.length > 0) {
          if (steps[2]) back({ steps: steps.slice(0, 2), query });
          else close();
          grid.focus();
        }
      },
    },
  };
}

/** Returns the stored agents and those that were deleted, each with its changes. @param isCut whether there are older changes. */
function agentsOf(stored, changes, isCut) {
  const byAgent = changesByAgent(changes);
  const present = stored.map(({ collection, id, record, state }) => {
    const known = byAgent.get(`${collection}/${id}`);
    byAgent.delete(`${collection}/${id}`);
    return {
      collection,
      id,
      record,
      name: nameOf(record, id),
      changes: known?.count ?? 0,
      // Nothing is older than the creation.
      hasMore: isCut && !known?.isCreated,
      last: known?.last ?? null,
      state: state === "seed" ? "seeded" : state,
    };
  });
  const deleted = [...byAgent.values()].map(({ collection, id, count, last }) => ({
    collection,
    id,
    record: null,
    name: last.agentName ?? nameOf(last.before, id),
    changes: count,
    last,
    state: "deleted",
  }));
  return [...present, ...deleted];
}

const textOf = (agent) =>
  agent.text ??= `${agent.name} ${agent.id} ${agent.record === null ? "" : JSON.stringify(agent.record)}`.toLowerCase();

function row(agent) {
  const isDeleted = agent.state === "deleted";
  const made = makeRow(
    `${agent.collection}/${agent.id}`,
    cell(
      "name-cell",
      make(isDeleted ? "s" : "span", { className: "cut-short" }, excerpt(agent.name, 80)),
      agent.state === "created" && tag("created", "you"),
      isDeleted && tag("deleted", "red"),
      agent.record?.archived_at && tag("archived"),
    ),
    cell(
      "id-cell",
      make("code", { title: agent.id.slice(0, 200) }, excerpt(shortId(agent.id))),
    ),
    cell("right", agent.changes > 0 && !isDeleted ? changesOf(agent) : make("span", { className: "quiet" }, "–")),
    cell(
      "right last-cell",
      agent.state === "seeded"
        ? "as seeded"
        : agent.last === null
        ? "–"
        : make("time", { dateTime: agent.last.time, title: dayAndTime(agent.last.time) }, timeOrDay(agent.last.time)),
    ),
  );
  return made;
}

/** Returns the number of changes, with a plus if older ones were not counted. */
const changesOf = ({ changes, hasMore }) =>
  hasMore
    ? make("span", { title: `Of the latest ${number(maximumChanges)} changes in this sandbox` }, `${number(changes)}+`)
    : number(changes);
