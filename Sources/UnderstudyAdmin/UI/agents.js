// The page of the agents: the stored records by vendor, and their changes.
import { command, curl, requestOfExample } from "./copy.js";
import { diff } from "./diff.js";
import { announce, block, excerpt, fill, find, folded, foreign, make } from "./dom.js";
import { write } from "./json.js";
import { chosenSandbox, endpoints, get, path } from "./server.js";
import { atMostEvery } from "./stream.js";

const maximumShown = 200, maximumChanges = 20;
let agents = [], selected = null;

export const page = { id: "agents", title: "Agents", icon: "agents", key: "a", needsSandbox: true, about: "These are the agents", mount };

function mount(place) {
  selected = null;
  const field = make("input", { className: "field", type: "search", id: "find-agent", placeholder: "name or id", "aria-label": "Find", autocomplete: "off", oninput: drawList });
  place.showBar(make("div", { className: "search" }, field));
  fill(place.body, make("div", { className: "scroll" }, make("div", { className: "columns" }, make("div", { id: "agent-list" }), make("article", { id: "agent", "aria-label": "Selected agent", tabIndex: -1 }))));
  const changed = atMostEvery(500, () => { if (!place.signal.aborted) showAgents(); });
  place.on("request", (row) => { if (row.effect) changed(); });
  for (const name of ["skipped", "gone", "ready"]) place.on(name, changed);
  return { async show({ steps: [collection, id] }) { if (id) selected = { collection, id, record: {} }; await showAgents(); } };
}

const nameOf = ({ id, record }) => String(record.name ?? record.display_name ?? id);

/** Returns a title for each collection: the vendor, and the kind of agent if the vendor has several. */
async function titles() {
  const titles = {}, all = await endpoints();
  for (const { collection, title, vendor, vendorTitle } of all) {
    const isOnly = all.every((other) => other.vendor !== vendor || other.collection === collection);
    titles[collection] ??= isOnly ? vendorTitle : title.replace(": update", ":");
  }
  return titles;
}

async function showAgents() {
  agents = (await get("/agents")).agents;
  await drawList();
  if (selected) await select(selected);
}

async function drawList() {
  if (!find("find-agent")) return;
  const search = find("find-agent").value.trim().toLowerCase();
  const matching = agents.filter((agent) => `${nameOf(agent)} ${agent.id}`.toLowerCase().includes(search));
  const shown = matching.slice(0, maximumShown);
  const named = await titles();
  const groups = Object.keys(named).map((collection) => {
    const own = shown.filter((agent) => agent.collection === collection);
    return own.length > 0 && make("section", {}, make("h2", {}, named[collection]), make("ul", {}, ...own.map(line)));
  }).filter(Boolean);
  if (matching.length > shown.length) groups.push(make("p", { className: "quiet" }, `and ${matching.length - shown.length} more`));
  if (groups.length === 0) groups.push(make("p", { className: "quiet" }, "No agent matches."));
  find("agent-list")?.replaceChildren(...groups);
}

const isSame = (agent, other) => agent.collection === other?.collection && agent.id === other?.id;
const isSelected = (agent) => isSame(agent, selected);

const line = (agent) => make("li", {}, make("button", {
  type: "button", "aria-current": isSelected(agent), onclick: () => open(agent),
}, make("b", {}, excerpt(nameOf(agent))), make("span", { className: "quiet" }, excerpt(agent.id)), mark(agent.record)));

/** Returns a mark for an archived agent, which stays stored. */
const mark = (record) => record.archived_at && make("span", { className: "tag" }, "archived");

async function open(agent) {
  await select(agent);
  if (!isSelected(agent)) return;
  drawList();
  announce("The agent is shown");
}

async function select(agent) {
  selected = agent;
  const place = find("agent");
  if (!place) return;
  const { collection, id } = agent;
  const record = agents.find((other) => isSame(other, agent))?.record;
  const [history, examples] = await Promise.all([
    get(`/changes?limit=${maximumChanges}&collection=${encodeURIComponent(collection)}&id=${encodeURIComponent(id)}`),
    record ? get(path("agents", collection, id, "examples")).catch(() => noExamples) : noExamples,
  ]);
  if (!isSelected(agent)) return;
  const changes = await Promise.all(history.changes.map(change));
  if (!isSelected(agent)) return;
  place.replaceChildren(
    make("h2", {}, excerpt(nameOf({ id, record: record ?? agent.record }), 200)),
    make("p", { className: "quiet" }, collection, " · ", foreign(id), record && mark(record)),
    ...(record ? [] : [make("p", {}, "This agent has been removed.")]),
    make("h3", {}, "History"),
    ...(changes.length ? [make("ol", { className: "history" }, ...changes)]
      : [make("p", { className: "quiet" }, "No changes yet.")]),
    ...(history.meta.total > changes.length ? [make("p", { className: "quiet" }, `and ${history.meta.total - changes.length} older ones`)] : []),
    ...(record ? stored(record, examples) : []));
}

const noExamples = { examples: [], unavailable: [] };

const stored = (record, { examples, unavailable }) => [
  make("h3", {}, "Stored record"),
  block("Stored record", write(record)),
  make("h3", {}, "Update it"),
  ...examples.map((example) => make("div", {}, make("p", { className: "quiet" }, example.endpoint), command(curl(requestOfExample(example, chosenSandbox()))))),
  ...unavailable.map(({ endpoint, rule, reason }) =>
    make("p", { className: "quiet" }, `${endpoint}: no example is accepted. ${reason}${rule ? ` (${rule})` : ""}`)),
];

/** Shows an effect with the changed fields, or as JSON Patch if the journal no longer has the request. */
async function change({ requestId, time, endpoint, kind, patch }) {
  const event = await get(path("requests", requestId)).catch(() => null);
  const details = event?.request.understudy;
  return make("li", {},
    make("p", {}, make("time", { dateTime: time }, new Date(time).toLocaleString()), ` · ${endpoint} · ${kind}`),
    details ? diff(details.before, details.after) : folded("JSON Patch", write(patch)));
}
