// Agents by vendor: what is stored, and how it came to be so.
import { command, curlOfExample } from "./copy.js";
import { diff } from "./diff.js";
import { announce, block, excerpt, find, folded, foreign, make, reveal } from "./dom.js";
import { write } from "./json.js";
import { base, endpoints, get, path } from "./server.js";

const most = 200, mostChanges = 20;
let agents = [], chosen = null;

const nameOf = ({ id, record }) => String(record.name ?? record.display_name ?? id);

/** Of each collection: the vendor's name, and what the vendor calls the agents where it has several kinds. */
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
  if (chosen) await choose(chosen, false);
}

async function drawList() {
  const sought = find("find-agent").value.trim().toLowerCase();
  const fitting = agents.filter((agent) => `${nameOf(agent)} ${agent.id}`.toLowerCase().includes(sought));
  const shown = fitting.slice(0, most);
  const named = await titles();
  const groups = Object.keys(named).map((collection) => {
    const own = shown.filter((agent) => agent.collection === collection);
    return own.length > 0 && make("section", {}, make("h3", {}, named[collection]), make("ul", {}, ...own.map(line)));
  }).filter(Boolean);
  if (fitting.length > shown.length) groups.push(make("p", { className: "quiet" }, `and ${fitting.length - shown.length} more`));
  if (groups.length === 0) groups.push(make("p", { className: "quiet" }, "There is no such agent."));
  find("agent-list").replaceChildren(...groups);
}

const isChosen = (agent) => agent.collection === chosen?.collection && agent.id === chosen?.id;

const line = (agent) => make("li", {}, make("button", {
  type: "button", "aria-current": isChosen(agent), onclick: () => choose(agent, true),
}, make("b", {}, excerpt(nameOf(agent))), make("span", { className: "quiet" }, excerpt(agent.id))));

async function choose(agent, isAsked) {
  chosen = agent;
  const place = find("agent");
  const { collection, id } = agent;
  const [record, history, examples] = await Promise.all([
    get(path("agents", collection, id)).catch(() => null),
    get(`/changes?limit=${mostChanges}&collection=${encodeURIComponent(collection)}&id=${encodeURIComponent(id)}`),
    get(path("agents", collection, id, "examples")).catch(() => ({ examples: [] })),
  ]);
  if (!isChosen(agent)) return;
  if (!record) return place.replaceChildren(make("p", {}, "This agent is not there any more."));
  const changes = await Promise.all(history.changes.map(change));
  if (!isChosen(agent)) return;
  place.replaceChildren(
    make("h3", {}, excerpt(nameOf({ id, record }), 200)),
    make("p", { className: "quiet" }, collection, " · ", foreign(id)),
    make("h4", {}, "History"),
    ...(changes.length ? [make("ol", { className: "history" }, ...changes)]
      : [make("p", { className: "quiet" }, "Nobody has changed it yet.")]),
    ...(history.meta.total > changes.length ? [make("p", { className: "quiet" }, `and ${history.meta.total - changes.length} more before`)] : []),
    make("h4", {}, "Stored now"),
    block("The stored agent", write(record)),
    make("h4", {}, "Change it"),
    ...examples.examples.map((example) => make("div", {}, make("p", { className: "quiet" }, example.endpoint), command(curlOfExample(example)))));
  if (isAsked) {
    drawList();
    announce("The agent is shown");
    reveal(place);
  }
}

/** One update, with what it changed as long as the journal has it. */
async function change({ requestId, time, endpoint, patch }) {
  const event = await get(path("requests", requestId)).catch(() => null);
  const facts = event?.request.understudy;
  return make("li", {},
    make("p", {}, make("time", { dateTime: time }, new Date(time).toLocaleString()), " · ", endpoint),
    facts ? diff(facts.before, facts.after) : folded("JSON Patch", write(patch)));
}

/** What a person sends first, who has sent nothing yet: one command for each endpoint. */
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
  place.replaceChildren(make("h3", {}, "Nothing has been sent yet"),
    make("p", { className: "lead" }, "Send this in a terminal, and watch it arrive here. What your own client sends to ",
      make("code", {}, base), " shows up too."),
    make("p", {}, make("label", { htmlFor: "example" }, "Endpoint"), " ", select), shown);
}

export function startAgents() {
  find("find-agent").oninput = drawList;
}
