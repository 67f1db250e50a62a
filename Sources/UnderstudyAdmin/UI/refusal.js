// The rule that refused a request, and where the vendor documents it.
import { foreign, link, make, sentence } from "./dom.js";
import { get, path } from "./server.js";

const sources = {
  documented: "documented: the vendor's page of the endpoint says so",
  published: "published: another page of the vendor says so",
  inferred: "inferred: the vendor's page of the endpoint implies it",
  observed: "observed: public code of a client relies on it; no page says so",
  assumed: "assumed: no page says so; Understudy's choice",
};

/** Shows the place in the vendor's documentation, with a link. */
export function place(rule) {
  const page = link(rule.document, "the vendor's page");
  switch (rule.source) {
    case "documented":
    case "inferred": {
      // Browsers that support text fragments scroll to the heading.
      const heading = encodeURIComponent(rule.place).replaceAll("-", "%2D");
      return [link(`${rule.document}#:~:text=${heading}`, rule.place), " on ", page];
    }
    case "published":
    case "observed": return [link(rule.place, rule.place)];
    default: return [...sentence(rule.place), " See ", page, "."];
  }
}

export const source = (rule) => sources[rule.source] ?? rule.source;

/** Returns null for a rule that no longer exists, as after an update of the server. */
const ruleOf = (id) => get(path("rules", id)).catch(() => null);

/** Shows the values that a rule compared: who called, and whose agent it is. */
const compared = (parts = {}) => Object.entries(parts).flatMap(([place, members]) => [
  make("dt", {}, places[place] ?? place),
  make("dd", {}, ...Object.entries(members).flatMap(([name, value]) =>
    [make("code", {}, foreign(name)), " ", foreign(value ?? "none"), make("br")])),
]);

const places = { caller: "Caller", stored: "Stored agent", agent: "Agent after the request" };

export async function refusal({ rule: id, violations, compared: values, hint, acceptedByProfile }, response) {
  const [first, ...others] = violations;
  const rule = await ruleOf(id);
  const words = first?.message ?? rule?.sentence ?? "";
  return make("div", { className: "refusal" },
    make("p", { className: "words" }, ...sentence(words)),
    make("dl", {},
      make("dt", {}, "Status"), make("dd", {}, String(response.status ?? "")),
      make("dt", {}, "Rule"), make("dd", {}, make("code", { className: "rule-id" }, foreign(id))),
      ...(rule ? [
        make("dt", {}, "Requirement"), make("dd", {}, ...sentence(rule.sentence)),
        make("dt", {}, "Source"), make("dd", {}, source(rule)),
        make("dt", {}, "Place"), make("dd", {}, ...place(rule)),
      ] : []),
      ...compared(values),
      ...(acceptedByProfile ? [make("dt", {}, "Profile"),
        make("dd", {}, "The profile ", make("code", {}, foreign(acceptedByProfile)), " does not make this refusal.")] : []),
      ...(hint ? [make("dt", {}, "Hint"), make("dd", {}, ...sentence(hint))] : [])),
    others.length > 0 ? furtherViolations(others) : "");
}

/** Shows a rule whose setting decided, although no page of the vendor supports it. */
export async function assumption(id) {
  const rule = await ruleOf(id);
  return make("li", {}, make("code", { className: "rule-id" }, foreign(id)),
    ...(rule ? [": ", ...sentence(rule.sentence), rule.enabled ? "" : " It is off."] : []));
}

const furtherViolations = (violations) => make("div", {},
  make("p", {}, violations.length === 1 ? "There is one more violation:" : `There are ${violations.length} more violations:`),
  make("ul", {}, ...violations.map((violation) =>
    make("li", {}, ...sentence(violation.message), " ", make("code", { className: "quiet" }, foreign(violation.rule))))));
