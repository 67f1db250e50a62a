// The chosen rule beside the list: its switch, where it is written, what it refused, and two requests to try it.
import { href } from "./address.js";
import { allEndpoints, operationWords } from "./catalog.js";
import { callsOf } from "./collections.js";
import { callButton, detailHead, switchButton } from "./controls.js";
import { copyIcon } from "./copy.js";
import { announce, excerpt, fill, icon, make, sentence } from "./dom.js";
import { journalRows } from "./journal.js";
import { messageParts, placeOf } from "./request-refusal.js";
import { sourceMark, sources } from "./rule-words.js";
import { plainAnswer, send } from "./send.js";
import { path } from "./server.js";
import { atMostEvery } from "./stream.js";
import { number, shortId, statusWords, timeOfDay, vendorBadge } from "./text.js";

const maximumShown = 10;

/** Returns the place of a rule with its page named, without the word for its source. */
const placeWords = (rule) =>
  placeOf(rule).slice(1).filter((part) => part !== " under " && part !== ": ").map((part) => {
    if (part.textContent === "the vendor’s page") part.textContent = rule.document.replace(/^https?:\/\/|\/$/g, "");
    return part;
  });

export function makeRuleDetail(split, place, { close, setEnabled }) {
  const { sandbox } = place;
  let rule = null, shownId = null, parts = null;

  const head = (...content) => detailHead(make("div", { className: "what" }, ...content), { list: "Rules", close });

  function show(id, found) {
    if (id === null) {
      shownId = null;
      parts = null;
      return split.close();
    }
    split.open();
    if (found === null) {
      shownId = parts = null;
      return fill(
        split.detail,
        head(),
        make("div", { className: "content" }, make("p", {}, "No rule is called “", excerpt(id, 80), "”.")),
      );
    }
    rule = found;
    if (shownId !== id) {
      shownId = id;
      draw();
      announce("The rule is shown");
    }
    update();
  }

  function draw() {
    parts = {
      words: make("b", {}),
      refused: make("div", { className: "tab-body" }),
      number: make("span", { className: "number" }),
      calls: make("dd", {}, "…"),
      result: make("div", { className: "try-result", role: "status" }),
    };
    parts.toggle = rule.isAlwaysOn
      ? null
      : switchButton(`On in ${sandbox}`, rule.enabled, (isOn) => setEnabled(rule.id, isOn));
    parts.written = make("dl", { className: "named written" }, ...written());
    const all = make("a", {
      href: href({ page: "requests", steps: [], query: new URLSearchParams({ q: rule.id, kind: "refused" }) }),
    }, "Show in Requests");
    parts.all = all;
    fill(
      split.detail,
      head(
        vendorBadge(rule.vendor, rule.title),
        make("code", { className: "rule-id cut-short" }, excerpt(rule.id, 120)),
        copyIcon("Copy the id", rule.id),
      ),
      make(
        "div",
        { className: "content" },
        make("h2", { className: "rule-sentence" }, ...sentence(rule.sentence)),
        make(
          "div",
          { className: "card rule-switch" },
          rule.isAlwaysOn ? icon("lock") : parts.toggle,
          make(
            "div",
            {},
            parts.words,
            make(
              "p",
              { className: "second" },
              rule.isAlwaysOn
                ? "It cannot be switched: without it, no answer of the vendor’s is known."
                : rule.refuses === false
                ? "It refuses nothing; it decides what is answered or stored, in this sandbox only."
                : "Off, it lets every value pass, in this sandbox only.",
            ),
          ),
        ),
        sectionHead("Where that is written"),
        parts.written,
        rule.refuses !== false && sectionHead("Refused by it", parts.number, all),
        rule.refuses !== false && parts.refused,
        rule.refuses !== false && sectionHead("Try it"),
        rule.refuses !== false && trying(),
      ),
    );
    split.detail.scrollTop = 0;
    drawCalls(rule);
    if (rule.isAlwaysOn && rule.source === undefined) loadWhole(rule);
  }

  /** The list has no source of a rule that is always on. */
  async function loadWhole(own) {
    const { source, place: where, document, message, condition } = await place.get(path("rules", own.id));
    Object.assign(own, { source, place: where, document, message, condition });
    if (rule === own && parts !== null) {
      fill(parts.written, ...written());
      drawCalls(own);
    }
  }

  const sectionHead = (title, number, action) =>
    make("div", { className: "section-head" }, make("h3", {}, title), number, action);

  function written() {
    const line = (label, ...content) => [make("dt", {}, label), make("dd", {}, ...content)];
    return [
      ...(rule.source === undefined ? [] : line(
        "Source",
        sourceMark(rule.source),
        make("span", { className: "second" }, ` ${sources[rule.source]?.words ?? ""}`),
      )),
      ...(rule.source === undefined ? [] : line("Place", ...placeWords(rule))),
      make("dt", {}, "Calls"),
      parts.calls,
      ...(rule.message ? line("Says", make("code", {}, excerpt(rule.message, 300))) : []),
      ...(rule.condition ? line("If", make("code", {}, excerpt(rule.condition, 300))) : []),
      ...(rule.isAlwaysOn ? [] : line(
        "At start",
        make("span", { className: "at-start" }, make("code", {}, option()), copyIcon("Copy the option", option())),
      )),
    ];
  }

  const option = () => `--${rule.default === "off" ? "enable" : "disable"}-rule ${rule.id}`;

  /** Shows the calls that ask the rule, from the descriptions of the endpoints. */
  async function drawCalls(own) {
    const endpoints = allEndpoints().filter(({ id, vendor }) =>
      vendor === own.vendor && (own.endpoint === null || own.endpoint.id === id)
    );
    const calls = (await Promise.all(endpoints.map((endpoint) => callsOf(endpoint, sandbox).catch(() => [])))).flat()
      .filter(({ call }) => JSON.stringify(call).includes(`"${own.id}"`));
    if (rule.id !== own.id || parts === null) return;
    const words = [...new Set(calls.map((call) => call.words))];
    fill(
      parts.calls,
      words.length > 0 ? words.join(", ") : make("span", { className: "quiet" }, "none that is described"),
    );
  }

  function trying() {
    const place = make("div", { className: "tab-body" });
    const tryIt = (member, label) => callButton(label, () => sendExample(member), { "data-member": member }, "send");
    const made = [tryIt("refused", "Send one that it refuses"), tryIt("accepted", "Send one that passes")];
    place.append(make("div", { className: "buttons" }, ...made), ...made.map(({ error }) => error), parts.result);
    return place;
  }

  async function sendExample(member) {
    const own = rule.id, examples = await place.get(path("rules", own, "examples")), example = examples[member];
    if (!example) throw new Error(`${examples.unavailable ?? "There is none"}.`.replace(/\.\.$/, "."));
    const body = example.bodyText ?? (example.body === undefined ? "" : JSON.stringify(example.body));
    const answer = await send({ method: example.method, path: example.path, headers: example.headers, body, sandbox });
    if (rule.id !== own || parts === null) return;
    if (!answer.id) return fill(parts.result, ...plainAnswer(answer));
    const by = answer.headers["x-understudy-rule"] ?? null;
    const isMapped = by === null && answer.headers["matched-stub-id"] !== undefined &&
      await isMappingsAnswer(answer.id);
    if (rule.id !== own || parts === null) return;
    const words = isMapped
      ? "A fault answered, not this rule. Switch it off on the page Faults and try again."
      : by === own
      ? "Refused by this rule."
      : by
      ? `Refused by another rule, ${by}.`
      : answer.status >= 400
      ? "Refused."
      : member === "refused" && !rule.enabled
      ? "The rule is off here, so it passed."
      : "It passed.";
    fill(
      parts.result,
      make(
        "p",
        {},
        make(
          "b",
          { className: answer.status >= 400 ? "red" : "green" },
          icon(answer.status >= 400 ? "close" : "check"),
          ` ${statusWords(answer.status)} ${answer.status}`,
        ),
        ` ${words} `,
        make("a", { href: href({ sandbox, page: "requests", steps: [answer.id], query: null }) }, "Show the request"),
      ),
    );
  }

  /** Whether a mapping made the answer to a request, and did not only delay it. */
  async function isMappingsAnswer(id) {
    const { request } = await place.get(path("requests", id));
    return ["error", "response"].includes(request.understudy.faultKind);
  }

  function update() {
    if (parts === null) return;
    parts.words.textContent = rule.isAlwaysOn ? "Always on" : `${rule.enabled ? "On" : "Off"} in ${sandbox}`;
    parts.toggle?.setAttribute("aria-checked", String(rule.enabled));
    drawRefused();
  }

  function drawRefused() {
    if (parts === null || rule === null) return;
    const rows = journalRows().filter((row) => row.rule === rule.id && row.sandbox === sandbox),
      total = Math.max(rows.length, Number(rule.refused ?? 0));
    const signature = `${total} ${rows.slice(0, maximumShown).map(({ id }) => id).join()}`;
    if (parts.signature === signature) return;
    parts.signature = signature;
    parts.number.textContent = total > 0 ? `${number(total)} in ${sandbox}` : "";
    parts.all.hidden = rows.length === 0;
    fill(
      parts.refused,
      rows.length === 0
        ? make(
          "p",
          { className: "quiet" },
          total === 0 ? "It has refused nothing in this sandbox." : "Those requests are no longer kept.",
        )
        : make("ul", { className: "card past refusals" }, ...rows.slice(0, maximumShown).map(refusal)),
    );
  }

  function refusal(row) {
    const words = operationWords(row),
      agent = row.agentName ?? (row.agentId ? shortId(row.agentId) : null),
      was = messageParts(row.message ?? "").value;
    return make(
      "li",
      {},
      make(
        "a",
        { href: href({ sandbox, page: "requests", steps: [row.id], query: null }) },
        make("span", { className: "red status" }, icon("close"), String(row.status ?? "—")),
        make(
          "span",
          { className: "cut-short" },
          words ? `${words.verb} ` : excerpt(row.url, 80),
          words && (agent === null ? words.noun : excerpt(agent)),
        ),
        make(
          "span",
          { className: "cut-short second" },
          was ? "was " : "",
          was
            ? make("code", { className: "red" }, excerpt(was.replaceAll("`", ""), 60))
            : excerpt((row.message ?? "").replaceAll("`", ""), 80),
        ),
        make(
          "time",
          { className: "quiet", dateTime: new Date(row.loggedDate).toISOString() },
          timeOfDay(row.loggedDate),
        ),
      ),
    );
  }

  return { show, journalChanged: atMostEvery(300, drawRefused) };
}
