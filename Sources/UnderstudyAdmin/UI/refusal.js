// Why a request was refused, and where that is written.
import { foreign, link, make, sentence } from "./dom.js";
import { get, path } from "./server.js";

const sources = {
  documented: "documented: the vendor's page for the endpoint says so",
  published: "published: another page of the vendor says so",
  assumed: "assumed: no page says so; it is our choice",
};

/** The place in the vendor's document, with a link to it. */
export function place(rule) {
  const page = link(rule.document, "the vendor's page");
  switch (rule.source) {
    case "documented": {
      // Browsers that know how scroll to the heading.
      const heading = encodeURIComponent(rule.place).replaceAll("-", "%2D");
      return [link(`${rule.document}#:~:text=${heading}`, rule.place), " on ", page];
    }
    case "published": return [link(rule.place, rule.place)];
    default: return [...sentence(rule.place), " See ", page, "."];
  }
}

export const source = (rule) => sources[rule.source] ?? rule.source;

/** A rule that is unknown by now, as after an update of the server, is only named. */
const ruleOf = (id) => get(path("rules", id)).catch(() => null);

export async function refusal({ rule: id, violations }, response) {
  const [first, ...others] = violations;
  const rule = await ruleOf(id);
  const words = first?.message ?? rule?.sentence ?? "";
  return make("div", { className: "refusal" },
    make("p", { className: "words" }, ...sentence(words)),
    make("dl", {},
      make("dt", {}, "Status"), make("dd", {}, String(response.status ?? "")),
      make("dt", {}, "Rule"), make("dd", {}, make("code", { className: "rule-id" }, foreign(id))),
      ...(rule ? [
        make("dt", {}, "It demands"), make("dd", {}, ...sentence(rule.sentence)),
        make("dt", {}, "Source"), make("dd", {}, source(rule)),
        make("dt", {}, "Place"), make("dd", {}, ...place(rule)),
      ] : [])),
    others.length > 0 ? further(others) : "");
}

const further = (violations) => make("div", {},
  make("p", {}, violations.length === 1 ? "One more would have been refused:" : `${violations.length} more would have been refused:`),
  make("ul", {}, ...violations.map((violation) =>
    make("li", {}, ...sentence(violation.message), " ", make("code", { className: "quiet" }, foreign(violation.rule))))));
