// Faults as mappings: the presets, for how long they last, and what a mapping says in words.
import { endpointOf, titleParts } from "./catalog.js";
import { isObject, without } from "./json.js";
import { keep, kept } from "./kept.js";
import { call, pathOf } from "./server.js";
import { count, faultWords, number, statusWords, timeOfDay } from "./text.js";

/** The presets in the order of their columns. `means` is what a mapping needs for one. */
export const presets = [
  {
    id: "slow",
    label: "Slow",
    note: (slow) => `${seconds(slow)} late`,
    means: (slow) => ({ understudy: { emulate: true }, response: { fixedDelayMilliseconds: Math.round(slow * 1000) } }),
  },
  { id: "429", label: "Too many requests", note: () => "429", means: () => ({ understudy: { error: 429 } }) },
  { id: "500", label: "Server error", note: () => "500", means: () => ({ understudy: { error: 500 } }) },
  { id: "503", label: "Unavailable", note: () => "503", means: () => ({ understudy: { error: 503 } }) },
  {
    id: "reset",
    label: "Connection reset",
    note: () => "no answer",
    means: () => ({ response: { fault: "CONNECTION_RESET_BY_PEER" } }),
  },
];

/** Returns a time as `0.8 s` or `2 s`. */
export const seconds = (value) => `${number(Math.round(value * 10) / 10)} s`;

const standard = { kind: "once", times: 3, seconds: 30, slow: 2 };

/** Returns what the reader chose for the next fault: `{ kind, times, seconds, slow }`. */
export function choice() {
  try {
    const read = JSON.parse(kept("faults") ?? "{}");
    return Object.fromEntries(
      Object.entries(standard).map(([name, value]) => [name, typeof read[name] === typeof value ? read[name] : value]),
    );
  } catch {
    return standard;
  }
}
export const choose = (change) => keep("faults", JSON.stringify({ ...choice(), ...change }));

/** Returns the members of `understudy` for how long a fault lasts. */
export const lasting = (
  { kind, times, seconds },
) => ({ once: { times: 1 }, times: { times }, seconds: { ttlMilliseconds: Math.round(seconds * 1000) } }[kind] ?? {});

/** Returns the mapping for a preset of a vendor, as the reader chose. */
export function mappingFor(vendor, preset, chosen = choice()) {
  const { understudy = {}, ...rest } = preset.means(chosen.slow);
  return {
    name: `${vendor.title}: ${preset.label.toLowerCase()}`,
    priority: 1,
    metadata: { dashboard: { vendor: vendor.id, fault: preset.id } },
    request: { method: "ANY" },
    ...rest,
    understudy: { vendor: vendor.id, ...understudy, ...lasting(chosen) },
  };
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Returns the mapping for a preset of the next request with a method and a path, with and without the vendor's prefix. */
export function mappingOnce(preset, { method, url }, vendor) {
  const [path] = pathOf(url).split("?"), { understudy = {}, ...rest } = preset.means(choice().slow);
  const own = vendor && path.startsWith(`/${vendor}/`) ? path.slice(vendor.length + 1) : path;
  return {
    name: `${preset.label}, next ${method} of this path`,
    priority: 1,
    metadata: { dashboard: { fault: preset.id, once: true, ...(vendor ? { vendor } : {}) } },
    request: { method, urlPathPattern: vendor ? `(/${escaped(vendor)})?${escaped(own)}` : escaped(own) },
    ...rest,
    understudy: { ...understudy, ...lasting({ kind: "once" }) },
  };
}

export const addMapping = (mapping, sandbox) => call("POST", "/mappings", mapping, sandbox);

/** Returns the members of this server, wherever the client put them. */
export const ownOf = ({ understudy, metadata }) => ({
  ...(isObject(metadata?.understudy) ? metadata.understudy : {}),
  ...(isObject(understudy) ? understudy : {}),
});

const status = ["used", "left", "expiresAt", "lastUsed"];

/** Returns a mapping without what the server adds when it shows one. */
export function plain({ metadata, understudy, ...mapping }) {
  const own = isObject(metadata?.understudy) ? without(metadata.understudy, ...status) : null;
  const others = isObject(metadata) ? { ...metadata, ...(own ? { understudy: own } : {}) } : {};
  if (own && Object.keys(own).length === 0) delete others.understudy;
  return {
    ...without(mapping, "id", "uuid"),
    ...(Object.keys(others).length > 0 ? { metadata: others } : {}),
    ...(understudy ? { understudy: without(understudy, ...status) } : {}),
  };
}

const isNumber = (value) => Number.isFinite(Number(value));

/** Returns the delay of a mapping in seconds; zero if it has none that is fixed. */
const delayOf = (
  { response = {} },
) => (isNumber(response.fixedDelayMilliseconds) ? Number(response.fixedDelayMilliseconds) / 1000 : 0);

/** Returns which preset a mapping is; null if it is another fault. */
export function presetOf(mapping) {
  const own = ownOf(mapping), response = mapping.response ?? {};
  if (response.fault === "CONNECTION_RESET_BY_PEER") return "reset";
  if (own.error && !response.fault) {
    return presets.some(({ id }) => id === String(own.error)) ? String(own.error) : null;
  }
  return own.emulate && delayOf(mapping) > 0 ? "slow" : null;
}

/** Returns the vendor that a mapping names; null if it is for any, or only its paths say for which. */
export function vendorOf(mapping) {
  const { vendor, endpoint } = ownOf(mapping), marked = mapping.metadata?.dashboard?.vendor;
  return vendor ?? endpointOf(endpoint)?.vendor ?? (typeof marked === "string" ? marked : null);
}

/** Whether a mapping is for every call of a vendor, so that the vendor's switch is on. */
export function isForVendor(mapping, vendor) {
  const own = ownOf(mapping), conditions = without(mapping.request ?? {}, "method");
  return own.vendor === vendor && !own.endpoint && !own.agent && Object.keys(conditions).length === 0;
}

export const isFromDashboard = (mapping) => isObject(mapping.metadata?.dashboard);

/** Returns what a mapping does, for example `Slow by 0.8 s`. */
export function effectOf(mapping) {
  const own = ownOf(mapping), response = mapping.response ?? {}, delay = delayOf(mapping);
  const late = delay > 0 ? `, ${seconds(delay)} late` : response.delayDistribution ? ", late at random" : "";
  if (response.fault) return `${faultWords(response.fault)}${late}`;
  if (own.error) return `${statusWords(own.error)}${late}`;
  if (own.emulate) {
    return delay > 0
      ? `Slow by ${seconds(delay)}`
      : response.delayDistribution
      ? "Slow at random"
      : response.chunkedDribbleDelay
      ? "In pieces"
      : "The vendor’s answer";
  }
  return `Own answer ${response.status ?? 200}${late}`;
}

/** Returns the code that stands behind the effect. */
export const codeOf = (mapping) => {
  const { error } = ownOf(mapping);
  return error && !mapping.response?.fault ? String(error) : "";
};

/** Returns for which requests a mapping is, for example `Centerfy AI, every call, the next request`. */
export function scopeOf(mapping, titles, agentName = (id) => id) {
  const own = ownOf(mapping),
    request = mapping.request ?? {},
    vendor = vendorOf(mapping),
    endpoint = endpointOf(own.endpoint),
    title = endpoint && titleParts(endpoint.title);
  const path = request.url ?? request.urlPath ?? request.urlPathPattern ?? request.urlPattern;
  const method = request.method && request.method !== "ANY" ? request.method : null;
  const calls = path ? `${method ?? "every call"} of ${path}` : method ? `every ${method}` : "every call";
  const more = ["headers", "queryParameters", "bodyPatterns"].some((member) => request[member]) ? "that matches" : null;
  return [
    title ? `${title.subject}: ${title.noun}` : titles.get(vendor) ?? (vendor === null ? "Every vendor" : vendor),
    own.agent && agentName(own.agent),
    calls,
    more,
    duration(own),
  ].filter(Boolean).join(", ");
}

function duration({ times, ttlMilliseconds, probability }) {
  const words = Number(times) === 1
    ? "the next request"
    : times
    ? `the next ${number(times)} requests`
    : ttlMilliseconds
    ? `for ${seconds(Number(ttlMilliseconds) / 1000)}`
    : "until switched off";
  return probability !== undefined && Number(probability) < 1
    ? `${words}, ${number(Math.round(Number(probability) * 1000) / 10)} % of them`
    : words;
}

/** Returns what is left, for a switch that is on. */
export function leftOf(mapping) {
  const { times, left = times, expiresAt } = ownOf(mapping),
    delay = presetOf(mapping) === "slow" ? `${seconds(delayOf(mapping))}, ` : "";
  if (times) return delay + (Number(times) === 1 ? "next request" : `${number(left)} of ${number(times)} left`);
  return delay + (expiresAt ? `${number(secondsUntil(expiresAt))} s left` : "always");
}

export const secondsUntil = (text) => Math.max(0, Math.ceil((Date.parse(text) - Date.now()) / 1000));

/** Returns how often a mapping acted, and how often it still will. */
export function useOf(mapping) {
  const { used, left, times, lastUsed, expiresAt } = ownOf(mapping), uses = Number(used ?? 0);
  const acted = uses > 0 ? `Acted ${count(uses, "time")}${lastUsed ? `, last ${timeOfDay(lastUsed)}` : ""}` : "";
  if (times) {
    return uses === 0
      ? (Number(times) === 1 ? "Waits for its request" : `Waits for ${count(Number(left ?? times), "request")}`)
      : `${number(uses)} used, ${number(left ?? times)} left`;
  }
  if (expiresAt) return [`${number(secondsUntil(expiresAt))} s left`, acted].filter(Boolean).join(". ");
  return acted || "Has not acted yet";
}
