// The page of the faults: switches for each vendor, and all active mappings of the sandbox.
import { announce, button, fill, find, folded, foreign, make } from "./dom.js";
import { isObject, write } from "./json.js";
import { call, endpoints, get, path } from "./server.js";

const kinds = [
  { id: "slow", label: "Slow (2 s)", title: "normal responses after 2 seconds",
    means: { understudy: { emulate: true }, response: { fixedDelayMilliseconds: 2000 } } },
  { id: "429", label: "429", title: "too many requests, as the vendor's error", means: { understudy: { error: 429 } } },
  { id: "500", label: "500", title: "a server error, as the vendor's error", means: { understudy: { error: 500 } } },
  { id: "reset", label: "Connection reset", title: "the connection is reset without a response",
    means: { response: { fault: "CONNECTION_RESET_BY_PEER" } } },
];

const isFromDashboard = (mapping) => isObject(mapping.metadata?.dashboard);
let drawn = "", mappings = [], isBusy = false;

export const page = {
  id: "faults", title: "Faults", icon: "faults", key: "f", needsSandbox: true, about: "These are the faults", mount,
  badge(sandboxes) {
    const on = sandboxes.reduce((sum, sandbox) => sum + Number(sandbox.mappings ?? 0), 0);
    return on > 0 ? { text: `${on} on`, kind: "violet" } : null;
  },
};

function mount(place) {
  drawn = "";
  fill(place.body, make("div", { className: "scroll" }, make("div", { id: "vendors" }), make("h2", {}, "On now"), make("div", { id: "mappings" })));
  const show = () => { if (!place.signal.aborted) showFaults(); };
  place.on("mappings", show);
  const timer = setInterval(() => { if (!document.hidden) show(); }, 2000);
  place.signal.addEventListener("abort", () => clearInterval(timer));
  return { show };
}

async function vendors() {
  const byVendor = Map.groupBy(await endpoints(), (endpoint) => endpoint.vendor);
  return [...byVendor].map(([id, own]) => ({ id, own, title: own[0].vendorTitle }));
}

const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");

const pattern = (endpoint, paths) => {
  const all = paths.map((path) => escaped(path).replace(/\{[^}]*\}/, "[^/]+")).join("|");
  return `(/${escaped(endpoint.vendor)})?(${all})`;
};

const anonymous = (path) => path.replace(/\{[^}]*\}/, "{}");

/** Whether another vendor reads agents at one of the same paths, so that only the credential distinguishes them. */
const isShared = (endpoint, all) => all.some((other) => other.vendor !== endpoint.vendor
  && other.reads.some((path) => endpoint.reads.map(anonymous).includes(anonymous(path))));

/** Returns mappings for all requests to an endpoint, with and without the vendor's prefix: updates and reads. */
function mappingsOf(endpoint, kind, all) {
  const common = {
    name: `${kind.label} for ${endpoint.title.replace(": update", ":")}`, priority: 1,
    metadata: { dashboard: { vendor: endpoint.vendor, fault: kind.id } }, ...kind.means,
  };
  const reading = { method: "GET", urlPathPattern: pattern(endpoint, endpoint.reads) };
  if (isShared(endpoint, all)) reading.headers = { [endpoint.credential]: { matches: ".+" } };
  return [
    { ...common, request: { method: endpoint.method, urlPathPattern: pattern(endpoint, [endpoint.path]) } },
    { ...common, name: `${common.name}, reads`, request: reading },
  ];
}

const ownOf = (vendor) => mappings.filter((mapping) => isFromDashboard(mapping) && mapping.metadata.dashboard.vendor === vendor);

async function toggle({ id, own, title }, kind) {
  if (isBusy) return;
  isBusy = true;
  try {
    const set = ownOf(id);
    const isOn = set.some((mapping) => mapping.metadata.dashboard.fault === kind.id);
    for (const mapping of set) await call("DELETE", path("mappings", mapping.id)).catch(() => {});
    const all = await endpoints();
    if (!isOn) for (const mapping of own.flatMap((endpoint) => mappingsOf(endpoint, kind, all))) await call("POST", "/mappings", mapping);
    announce(isOn ? `${title} responds normally` : `${title}: ${kind.title}`);
  } finally {
    isBusy = false;
    await showFaults();
  }
}

/** Returns what a mapping does, and for which requests. */
function summary({ understudy = {}, metadata, response = {}, request = {} }) {
  const own = { ...(metadata?.understudy ?? {}), ...understudy };
  const effect = [own.error && `the vendor's error ${write(own.error)}`, own.emulate && "the vendor's response",
    !own.error && !own.emulate && !response.fault && `a response with ${write(response.status ?? 200)}`,
    response.fixedDelayMilliseconds && `${write(response.fixedDelayMilliseconds)} ms late`,
    response.delayDistribution && "late at random", response.chunkedDribbleDelay && "in pieces",
    response.fault, own.times && `${write(own.times)} times`,
    own.probability !== undefined && `with probability ${write(own.probability)}`].filter(Boolean).join(", ");
  const target = [request.method ?? "ANY", request.url ?? request.urlPath ?? request.urlPattern ?? request.urlPathPattern
    ?? "every path"].join(" ");
  return [effect, target];
}

async function showFaults() {
  const [found, { settings }] = await Promise.all([get("/mappings"), get("/settings")]);
  mappings = found.mappings;
  const state = write([mappings, settings]);
  const isChanged = state !== drawn;
  drawn = state;
  const isDelayed = Object.keys(settings ?? {}).length > 0;
  if (!isChanged || !find("vendors")) return;
  await drawVendors();
  const shown = mappings.slice(0, 100).map(line);
  if (isDelayed) shown.unshift(make("li", {}, make("div", {}, "All responses are delayed: ", make("code", {}, foreign(write(settings)))),
    button("Switch off", async () => { await call("POST", "/settings", {}); await showFaults(); })));
  if (mappings.length > 100) shown.push(make("li", {}, `and ${mappings.length - 100} more`));
  find("mappings")?.replaceChildren(shown.length ? make("ul", { className: "cards" }, ...shown)
    : make("p", { className: "quiet" }, "None: all vendors respond normally."));
}

function line(mapping) {
  const [effect, target] = summary(mapping);
  return make("li", {},
    make("div", {}, make("b", {}, foreign(mapping.name ?? mapping.id, 80)), isFromDashboard(mapping) ? "" : make("span", { className: "tag" }, "set by API"),
      make("p", {}, foreign(effect, 200)), make("p", { className: "quiet" }, make("code", {}, foreign(target, 200))), folded("Mapping", write(mapping))),
    button("Switch off", async () => { await call("DELETE", path("mappings", mapping.id)).catch(() => {}); await showFaults(); },
      { "aria-label": `Switch off ${String(mapping.name ?? mapping.id).slice(0, 80)}` }));
}

async function drawVendors() {
  if (!find("vendors")) return;
  const rows = (await vendors()).map((vendor) => {
    const on = ownOf(vendor.id)[0]?.metadata.dashboard.fault;
    return make("fieldset", {}, make("legend", {}, vendor.title), ...kinds.map((kind) =>
      button(kind.label, () => toggle(vendor, kind), {
        id: `fault-${vendor.id}-${kind.id}`, title: kind.title, "aria-pressed": on === kind.id, className: "button toggle",
      })), make("span", { className: "quiet" }, on ? kinds.find((kind) => kind.id === on)?.title ?? "" : "normal"));
  });
  const focused = document.activeElement?.id;
  find("vendors")?.replaceChildren(...rows);
  if (focused?.startsWith("fault-")) find(focused)?.focus();
}
