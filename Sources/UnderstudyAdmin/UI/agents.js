// The tab of the agents: the stored records by vendor, and their changes.
import { command, curlOfExample } from "./copy.js";
import { diff } from "./diff.js";
import { announce, block, excerpt, find, folded, foreign, make, reveal } from "./dom.js";
import { write } from "./json.js";
import { base, endpoints, get, path } from "./server.js";

const maximumShown = 200, maximumChanges = 20;
let agents = [], selected = null;

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

export async function showAgents() {
  agents = (await get("/agents")).agents;
  await drawList();
  if (selected) await select(selected);
}

async function drawList() {
  const search = find("find-agent").value.trim().toLowerCase();
  const matching = agents.filter((agent) => `${nameOf(agent)} ${agent.id}`.toLowerCase().includes(search));
  const shown = matching.slice(0, maximumShown);
  const named = await titles();
  const groups = Object.keys(named).map((collection) => {
    const own = shown.filter((agent) => agent.collection === collection);
    return own.length > 0 && make("section", {}, make("h3", {}, named[collection]), make("ul", {}, ...own.map(line)));
  }).filter(Boolean);
  if (matching.length > shown.length) groups.push(make("p", { className: "quiet" }, `and ${matching.length - shown.length} more`));
  if (groups.length === 0) groups.push(make("p", { className: "quiet" }, "No agent matches."));
  find("agent-list").replaceChildren(...groups);
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
  reveal(find("agent"));
}

async function select(agent) {
  selected = agent;
  const place = find("agent");
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
    make("h3", {}, excerpt(nameOf({ id, record: record ?? agent.record }), 200)),
    make("p", { className: "quiet" }, collection, " · ", foreign(id), record && mark(record)),
    ...(record ? [] : [make("p", {}, "This agent has been removed.")]),
    make("h4", {}, "History"),
    ...(changes.length ? [make("ol", { className: "history" }, ...changes)]
      : [make("p", { className: "quiet" }, "No changes yet.")]),
    ...(history.meta.total > changes.length ? [make("p", { className: "quiet" }, `and ${history.meta.total - changes.length} older ones`)] : []),
    ...(record ? stored(record, examples) : []));
}

const noExamples = { examples: [], unavailable: [] };

const stored = (record, { examples, unavailable }) => [
  make("h4", {}, "Stored record"),
  block("Stored record", write(record)),
  make("h4", {}, "Update it"),
  ...examples.map((example) => make("div", {}, make("p", { className: "quiet" }, example.endpoint), command(curlOfExample(example)))),
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

/** Shows a command for each endpoint, as long as the sandbox has received nothing. */
export async function firstCommand(place) {
  const all = await endpoints();
  const { agents } = await get("/agents");
  const found = await Promise.all([...new Set(all.map((endpoint) => endpoint.collection))].map(async (collection) => {
    const agent = agents.find((agent) => agent.collection === collection);
    return agent ? (await get(path("agents", collection, agent.id, "examples"))).examples : [];
  }));
  const examples = found.flat();
  const shown = make("div", { className: "shown" });
  const select = make("select", { id: "example" }, ...examples.map((example) =>
    make("option", { value: example.endpoint }, all.find((endpoint) => endpoint.id === example.endpoint)?.title ?? example.endpoint)));
  select.onchange = () => {
    const example = examples.find((example) => example.endpoint === select.value);
    shown.replaceChildren(...(example ? [command(curlOfExample(example))] : []));
  };
  if (examples.some((example) => example.endpoint === "centerfy")) select.value = "centerfy";
  select.onchange();
  place.replaceChildren(make("h3", {}, "No requests yet"),
    make("p", { className: "lead" }, "Run this in a terminal. The request appears here, and so do the requests of your own client to ",
      make("code", {}, base), "."),
    make("p", {}, make("label", { htmlFor: "example" }, "Endpoint"), " ", select), shown);
}

export function startAgents() {
  find("find-agent").oninput = drawList;
}
