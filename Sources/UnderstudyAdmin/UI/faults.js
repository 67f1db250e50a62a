// What is switched on in this sandbox that no vendor would do by itself, whoever switched it on.
import { announce, button, find, folded, foreign, make } from "./dom.js";
import { isObject, write } from "./json.js";
import { call, endpoints, get, path } from "./server.js";

const kinds = [
  { id: "slow", label: "Slow (2 s)", title: "answers as usual, but 2 seconds late",
    means: { understudy: { emulate: true }, response: { fixedDelayMilliseconds: 2000 } } },
  { id: "429", label: "429", title: "too many requests, in the vendor's words", means: { understudy: { error: 429 } } },
  { id: "500", label: "500", title: "an error of the vendor's own", means: { understudy: { error: 500 } } },
  { id: "reset", label: "Connection reset", title: "the connection is reset without an answer",
    means: { response: { fault: "CONNECTION_RESET_BY_PEER" } } },
];

const isOurs = (mapping) => isObject(mapping.metadata?.dashboard);
let drawn = "", mappings = [], isBusy = false;

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

/** Whether another vendor shows its agents at one of the same paths, so that only the credential tells them apart. */
const isShared = (endpoint, all) => all.some((other) => other.vendor !== endpoint.vendor
  && other.reads.some((path) => endpoint.reads.map(anonymous).includes(anonymous(path))));

/** Mappings for all requests to an endpoint, also behind the vendor's prefix: updates, and what shows the same agents. */
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

const ownOf = (vendor) => mappings.filter((mapping) => isOurs(mapping) && mapping.metadata.dashboard.vendor === vendor);

async function toggle({ id, own, title }, kind) {
  if (isBusy) return;
  isBusy = true;
  try {
    const set = ownOf(id);
    const isOn = set.some((mapping) => mapping.metadata.dashboard.fault === kind.id);
    for (const mapping of set) await call("DELETE", path("mappings", mapping.id)).catch(() => {});
    const all = await endpoints();
    if (!isOn) for (const mapping of own.flatMap((endpoint) => mappingsOf(endpoint, kind, all))) await call("POST", "/mappings", mapping);
    announce(isOn ? `${title} answers as usual` : `${title}: ${kind.title}`);
  } finally {
    isBusy = false;
    await showFaults();
  }
}

/** What a mapping does, in words. */
function words({ understudy = {}, metadata, response = {}, request = {} }) {
  const own = { ...(metadata?.understudy ?? {}), ...understudy };
  const does = [own.error && `the vendor's error ${write(own.error)}`, own.emulate && "the vendor's own answer",
    !own.error && !own.emulate && !response.fault && `an answer with ${write(response.status ?? 200)}`,
    response.fixedDelayMilliseconds && `${write(response.fixedDelayMilliseconds)} ms late`,
    response.delayDistribution && "late at random", response.chunkedDribbleDelay && "in pieces",
    response.fault, own.times && `${write(own.times)} times`,
    own.probability !== undefined && `with probability ${write(own.probability)}`].filter(Boolean).join(", ");
  const to = [request.method ?? "ANY", request.url ?? request.urlPath ?? request.urlPattern ?? request.urlPathPattern
    ?? "every path"].join(" ");
  return [does, to];
}

export async function showFaults() {
  const [found, { settings }] = await Promise.all([get("/mappings"), get("/settings")]);
  mappings = found.mappings;
  const state = write([mappings, settings]);
  const isAnother = state !== drawn;
  drawn = state;
  const isLate = Object.keys(settings ?? {}).length > 0;
  const count = mappings.length + (isLate ? 1 : 0);
  find("faults-on").replaceChildren(String(count), make("span", { className: "unseen" }, " on"));
  find("faults-on").hidden = count === 0;
  if (!isAnother) return;
  await drawVendors();
  const shown = mappings.slice(0, 100).map(line);
  if (isLate) shown.unshift(make("li", {}, make("div", {}, "Every answer is late: ", make("code", {}, foreign(write(settings)))),
    button("Switch off", async () => { await call("POST", "/settings", {}); await showFaults(); })));
  if (mappings.length > 100) shown.push(make("li", {}, `and ${mappings.length - 100} more`));
  find("mappings").replaceChildren(shown.length ? make("ul", { className: "cards" }, ...shown)
    : make("p", { className: "quiet" }, "Nothing: every vendor answers as usual."));
}

function line(mapping) {
  const [does, to] = words(mapping);
  return make("li", {},
    make("div", {}, make("b", {}, foreign(mapping.name ?? mapping.id, 80)), isOurs(mapping) ? "" : make("span", { className: "tag" }, "set elsewhere"),
      make("p", {}, foreign(does, 200)), make("p", { className: "quiet" }, make("code", {}, foreign(to, 200))), folded("The mapping", write(mapping))),
    button("Switch off", async () => { await call("DELETE", path("mappings", mapping.id)).catch(() => {}); await showFaults(); },
      { "aria-label": `Switch off ${String(mapping.name ?? mapping.id).slice(0, 80)}` }));
}

async function drawVendors() {
  const rows = (await vendors()).map((vendor) => {
    const on = ownOf(vendor.id)[0]?.metadata.dashboard.fault;
    return make("fieldset", {}, make("legend", {}, vendor.title), ...kinds.map((kind) =>
      button(kind.label, () => toggle(vendor, kind), {
        id: `fault-${vendor.id}-${kind.id}`, title: kind.title, "aria-pressed": on === kind.id, className: "switch",
      })), make("span", { className: "quiet" }, on ? kinds.find((kind) => kind.id === on)?.title ?? "" : "as usual"));
  });
  const focused = document.activeElement?.id;
  find("vendors").replaceChildren(...rows);
  if (focused?.startsWith("fault-")) find(focused)?.focus();
}
