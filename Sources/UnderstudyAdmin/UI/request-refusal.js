// Why a request was refused: the reason, the rule and where the vendor documents it.
import { href } from "./address.js";
import { callButton } from "./controls.js";
import { announce, excerpt, foreign, icon, link, make, sentence } from "./dom.js";
import { without } from "./json.js";
import { call, get, path } from "./server.js";

const sources = {
  documented: "Documented",
  published: "Published",
  inferred: "Implied",
  observed: "Observed in clients",
  assumed: "Assumed",
};

/** Shows where the vendor says so, with a link. */
export function placeOf(rule) {
  const page = link(rule.document, "the vendor’s page");
  const word = make("b", {}, sources[rule.source] ?? rule.source);
  switch (rule.source) {
    case "documented":
    case "inferred": {
      // Browsers that support text fragments scroll to the heading.
      const heading = encodeURIComponent(rule.place).replaceAll("-", "%2D");
      return [
        word,
        " under ",
        link(`${rule.document}#:~:text=${heading}`, rule.place),
        " on ",
        page,
        " ",
        icon("external", "icon small-icon"),
      ];
    }
    case "published":
    case "observed":
      return [word, ": ", link(rule.place, rule.place)];
    default:
      return [word, ": ", ...sentence(rule.place), " See ", page, "."];
  }
}

/** Returns null for a rule that no longer exists, as after an update of the server. */
const ruleOf = (id, sandbox) => get(path("rules", id), sandbox).catch(() => null);

/**
 * Returns the parts of a violation's message, for example "`temperature` must be from 0 to 1, but was 1.5": the `expectation`, and the
 * `value` that was sent, null if the message does not have it.
 */
export function messageParts(message) {
  const [, expectation = message, value = null] = message.match(/^(.*?), but was (.*?)\.?$/s) ?? [];
  return { expectation, value };
}

export async function refusal(event, row, actions) {
  const details = event.request.understudy;
  const { rule: id, violations, hint, acceptedByProfile, sandbox } = details;
  const [first, ...others] = violations;
  const rule = await ruleOf(id, sandbox);
  // The vendor's words about access say less than the rule.
  const words = first?.message ?? (details.wouldPass ? rule?.sentence : row.message) ?? rule?.sentence ?? row.message ??
    "";
  return make(
    "div",
    { className: "card red refusal" },
    make("p", { className: "reason" }, icon("refused"), make("span", {}, ...sentence(words))),
    who(details),
    make(
      "dl",
      { className: "named" },
      ...passing(details, actions),
      make("dt", {}, "Rule"),
      make(
        "dd",
        { className: "with-button" },
        make("a", { className: "mono", href: href({ sandbox, page: "rules", steps: [id], query: null }) }, foreign(id)),
        rule && ruleSwitch(rule, sandbox),
      ),
      ...(rule ? [make("dt", {}, "Source"), make("dd", {}, ...placeOf(rule))] : []),
      ...(acceptedByProfile
        ? [
          make("dt", {}, "Profile"),
          make("dd", {}, "The profile ", make("code", {}, foreign(acceptedByProfile)), " does not make this refusal."),
        ]
        : []),
      ...(hint ? [make("dt", {}, "Hint"), make("dd", {}, ...sentence(hint))] : []),
    ),
    others.length > 0 ? furtherViolations(others, sandbox) : "",
  );
}

/** Returns the button that switches a rule off, and on again. Rules that are always on have none. */
function ruleSwitch(rule, sandbox) {
  if (!["on", "off"].includes(rule.default)) return make("span", { className: "quiet" }, "always on");
  const made = callButton("", async () => {
    rule.enabled = (await call("PUT", path("rules", rule.id), { enabled: !rule.enabled }, sandbox)).enabled;
    label();
    announce(`${rule.id} is ${rule.enabled ? "on" : "off"}`);
  }, { className: "button small" });
  const label = () => {
    made.textContent = rule.enabled ? "Switch off here" : "Switch on again";
  };
  label();
  return make("span", {}, made, made.error);
}

/** Shows who called beside whose agent it is. */
function who(details) {
  const caller = details.caller ?? null, owner = details.owner ?? null;
  if (!caller || !owner) return compared(details.compared);
  const side = (title, { member, organization, key, ...others }, mark) =>
    make(
      "div",
      {},
      make("p", { className: "label" }, title),
      make(
        "p",
        {},
        make("b", {}, foreign(member ?? organization ?? "unknown", 80)),
        " ",
        mark && make("span", { className: "tag plain" }, excerpt(mark, 40)),
      ),
      make(
        "p",
        { className: "second" },
        [
          member && organization && `of ${organization}`,
          key && `with the key ${key}`,
          ...Object.entries(without(others, "role", "header", "value", "secondary")).map(([name, value]) =>
            `${name} ${value}`
          ),
        ]
          .filter(Boolean).join("; ").slice(0, 300),
      ),
    );
  return make(
    "div",
    { className: "who" },
    side("Who called", caller, caller.role),
    make("span", { className: "red" }, icon("close")),
    side("Whose agent it is", owner, owner.member ? "created it" : null),
  );
}

const titles = { caller: "Who called", stored: "Whose agent it is", agent: "Agent after the request" };
const compared = (parts) =>
  parts && make(
    "dl",
    { className: "named compared" },
    ...Object.entries(parts).flatMap(([place, members]) => [
      make("dt", {}, titles[place] ?? place),
      make(
        "dd",
        {},
        ...Object.entries(members).flatMap((
          [name, value],
        ) => [make("code", {}, foreign(name)), " ", foreign(value ?? "none"), make("br")]),
      ),
    ]),
  );

function passing({ wouldPass = [] }, actions) {
  if (wouldPass.length === 0) return [];
  return [
    make("dt", {}, "Would pass"),
    make(
      "dd",
      { className: "buttons" },
      ...oneEach(wouldPass).slice(0, 4).map((credential) => actions.sendAs(credential)),
    ),
  ];
}

/** One credential of each role, and that of the agent's owner. */
const oneEach = (
  credentials,
) => [
  ...new Map(
    credentials.map((
      credential,
    ) => [credential.isOwner ? "its creator" : credential.role ?? credential.key, credential]),
  ).values(),
];

const furtherViolations = (violations, sandbox) =>
  make(
    "div",
    { className: "pad violations" },
    make(
      "p",
      { className: "second" },
      violations.length === 1
        ? "1 more would have been refused:"
        : `${violations.length} more would have been refused:`,
    ),
    make(
      "ul",
      {},
      ...violations.map((violation) =>
        make(
          "li",
          {},
          ...sentence(violation.message),
          " ",
          make(
            "a",
            { className: "mono", href: href({ sandbox, page: "rules", steps: [violation.rule], query: null }) },
            foreign(violation.rule),
          ),
        )
      ),
    ),
  );

/** Shows a rule whose setting decided, although no page of the vendor supports it. */
export async function assumption(id, sandbox) {
  const rule = await ruleOf(id, sandbox);
  return make(
    "li",
    {},
    make("a", { className: "mono", href: href({ sandbox, page: "rules", steps: [id], query: null }) }, foreign(id)),
    ...(rule ? [": ", ...sentence(rule.sentence), rule.enabled ? "" : " It is off."] : []),
  );
}
