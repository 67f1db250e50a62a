// What a rule is in words: its vendor, its source, and whether it is as at the start.
import { allEndpoints } from "./catalog.js";
import { make } from "./dom.js";

/** The sources, with how sure a statement of each is: by the vendor's own page, by another public one, or by none. */
export const sources = {
  documented: { sign: "whole", words: "the vendor’s page for the endpoint says so" },
  inferred: { sign: "whole", words: "the vendor’s page for the endpoint implies it" },
  published: { sign: "half", words: "another public page of the vendor’s says so" },
  observed: { sign: "half", words: "public code of a client relies on it" },
  assumed: { sign: "none", words: "no page says so" },
};

export const sourceMark = (source) =>
  make(
    "span",
    { className: "source" },
    make("span", { className: `source-sign ${sources[source]?.sign ?? "none"}`, "aria-hidden": "true" }),
    source,
  );

/** Returns the vendor of a rule and, if it is of one of several endpoints, which; by the start of its id. */
export function placeOfRule(id) {
  const start = id.split(".")[0], all = allEndpoints();
  const endpoint = all.find((endpoint) => endpoint.id === start) ?? null;
  const vendor = endpoint?.vendor ?? all.find((other) => other.vendor === start)?.vendor ?? null;
  const isOneOfSeveral = endpoint !== null && endpoint.id !== vendor;
  return {
    vendor,
    title: all.find((other) => other.vendor === vendor)?.vendorTitle ?? start,
    endpoint: isOneOfSeveral ? endpoint : null,
  };
}

/** Whether a rule was on when the server started. */
const wasOn = (rule) => rule.enabledAtStart ?? rule.default === "on";
export const isSwitched = (rule) => !rule.isAlwaysOn && rule.enabled !== wasOn(rule);

/** Returns the words for a rule that is off, or that was switched; null for one that is on as by default. */
export function stateTag(rule) {
  if (rule.isAlwaysOn) return null;
  if (isSwitched(rule)) return { text: rule.enabled ? "switched on here" : "switched off here", kind: "amber" };
  return rule.enabled ? null : { text: "off by default", kind: "plain" };
}
