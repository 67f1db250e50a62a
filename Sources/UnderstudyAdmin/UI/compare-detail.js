// The chosen case beside the list: what differs, which rule decides it, and both answers side by side.
import { href } from "./address.js";
import { vendorTitleOf } from "./catalog.js";
import { callWords, outcomeOf, states } from "./compare-words.js";
import { detailHead } from "./controls.js";
import { copyBox, copyIcon } from "./copy.js";
import { announce, excerpt, fill, foreign, icon, loading, make, sentence } from "./dom.js";
import { isObject, read, stepOf, stepsOf, write } from "./json.js";
import { bodyView } from "./jsonview.js";
import { baseOf, get, path } from "./server.js";
import { count, preciseTime, statusWords, tag, time, vendorBadge } from "./text.js";

export function makeCompareDetail(split, place, { close }) {
  let shown = null, latest = 0;

  const head = (...content) => detailHead(make("div", { className: "what" }, ...content), { list: "Compare", close });

  async function show(id, found) {
    // A case is drawn again if its request or its numbers are others.
    const signature = id === null ? null : JSON.stringify([id, found?.request?.id, found?.count, found?.differing]);
    if (signature === shown) return;
    const isOther = id !== null && (shown === null || JSON.parse(shown)[0] !== id), current = ++latest;
    shown = signature;
    if (id === null) return split.close();
    split.open();
    if (found === null) {
      return fill(
        split.detail,
        head(),
        make("div", { className: "content" }, make("p", {}, "No case is called “", excerpt(id, 80), "”.")),
      );
    }
    const { sign, word, kind } = states[found.state];
    const title = head(
      make("span", { className: `sign ${kind}`, "aria-hidden": "true" }, sign),
      make("span", { className: kind }, word),
    );
    const stop = isOther ? loading(split.detail) : () => {};
    let parts;
    try {
      parts = found.request === null
        ? notTried(found, place.sandbox ?? "default")
        : await partsOf(found, await get(path("requests", found.request.id), found.request.sandbox));
    } catch ({ status, message }) {
      parts = [make("p", {}, status === 404 ? "Its request is no longer kept." : message)];
    }
    stop();
    if (current !== latest || place.signal.aborted) return;
    const top = isOther ? 0 : split.detail.scrollTop;
    fill(
      split.detail,
      title,
      make(
        "div",
        { className: "content" },
        make(
          "div",
          { className: "call" },
          vendorBadge(found.vendor, found.vendor === null ? undefined : vendorTitleOf(found)),
          found.method && make("span", { className: "method-tag" }, found.method),
          make("h2", {}, callWords(found)),
        ),
        ...parts,
      ),
    );
    split.detail.scrollTop = top;
    if (isOther) announce("The case is shown");
  }

  return { show };
}

const sectionHead = (title, ...rest) => make("div", { className: "section-head" }, make("h3", {}, title), ...rest);

function notTried(found, sandbox) {
  return [
    make("div", { className: "path-line" }, make("code", {}, found.path)),
    make("p", {}, "No request to it has been compared yet. Send one with your own key:"),
    copyBox(`${baseOf(sandbox)}/${found.vendor}${found.path}`, "the address"),
    make("p", { className: "second" }, "It goes to the vendor, who carries it out."),
  ];
}

function partsOf(found, { request, response }) {
  const { differences, ours } = request.understudy.upstream, { sandbox } = found.request, total = found.differences;
  return [
    make(
      "div",
      { className: "path-line" },
      make("code", { title: request.url.slice(0, 500) }, excerpt(request.url, 500)),
      make(
        "a",
        { href: href({ sandbox, page: "requests", steps: [found.request.id], query: null }) },
        "Show the request",
      ),
    ),
    make(
      "p",
      { className: "facts" },
      make("span", {}, "Case ", make("b", {}, outcomeOf(found))),
      make(
        "span",
        {},
        "Requests ",
        make(
          "b",
          {},
          found.state === "differs" && found.differing < found.count
            ? `${found.differing} of ${found.count} differ`
            : String(found.count),
        ),
      ),
      make(
        "span",
        {},
        "Sandbox ",
        make("a", { href: href({ sandbox, page: "requests", steps: [], query: null }) }, excerpt(sandbox, 64)),
      ),
      make(
        "span",
        {},
        "Taken ",
        make(
          "time",
          { dateTime: new Date(request.loggedDate).toISOString(), title: time(request.loggedDate) },
          preciseTime(request.loggedDate),
        ),
      ),
    ),
    ...(found.state === "differs"
      ? [
        sectionHead("What differs", make("span", { className: "number" }, count(total, "place"))),
        ...differencesOf(differences, total, sandbox),
      ]
      : []),
    found.state === "not-compared" &&
    make(
      "div",
      { className: "card amber" },
      make(
        "div",
        { className: "note" },
        icon("unknown"),
        make(
          "div",
          {},
          make("p", {}, make("b", {}, "This could not be compared: "), foreign(found.reason.replace(/\.$/, "")), "."),
        ),
      ),
    ),
    found.state === "same" &&
    make("p", { className: "second" }, "Ours is the same. Ids, times and tokens are compared by their form."),
    make(
      "div",
      { className: `messages answers${ours ? "" : " one"}` },
      ...answers(found.status, response.body ?? "", ours, differences),
    ),
  ];
}

/** Shows the differences, each once with the number of its places. */
function differencesOf(differences, total, sandbox) {
  const alike = Map.groupBy(
    differences,
    (difference) => JSON.stringify([difference.class, difference.pointer, difference.rule]),
  );
  return [
    ...[...alike.values()].map(([difference, ...more]) => card(difference, more.length + 1, sandbox)),
    total > differences.length && make("p", { className: "quiet" }, `and ${total - differences.length} more`),
  ];
}

function card({ title, pointer, rule, option, conclusion, recorded, ours }, places, sandbox) {
  const line = (label, ...content) => [make("dt", {}, label), make("dd", {}, ...content)];
  return make(
    "div",
    { className: "card difference" },
    make(
      "p",
      { className: "of amber" },
      make("span", { className: "sign", "aria-hidden": "true" }, "≠"),
      make("b", {}, title),
      pointer && make("code", {}, excerpt(pointer, 120)),
      places > 1 && tag(`${places} times`, "amber"),
    ),
    make(
      "dl",
      { className: "named sides" },
      ...line("Vendor", ...sentence(recorded)),
      ...line("Ours", ...sentence(ours)),
    ),
    make(
      "dl",
      { className: "named" },
      ...(rule === null ? [] : line(
        "Rule",
        make(
          "a",
          { className: "mono", href: href({ sandbox, page: "rules", steps: [rule], query: null }) },
          foreign(rule),
        ),
      )),
      ...(rule === null ? [] : line(
        "Switch",
        ...(option === null
          ? ["It cannot be switched."]
          : [make("span", { className: "at-start" }, make("code", {}, option), copyIcon("Copy the option", option))]),
      )),
      ...line("Verdict", rule === null ? "No rule decides it. " : "", conclusion),
    ),
  );
}

/** Returns the vendor’s answer, and ours beside it if it differs. */
function answers(status, theirs, ours, differences) {
  const own = ours?.body ?? null, isOther = ours !== undefined && ours.status !== status;
  const marks = ours === undefined ? { theirs: [], own: [] } : marksOf(theirs, own ?? "", differences);
  return [
    answer("The vendor’s answer", status, theirs, marks.theirs, isOther),
    ours && answer("Ours", ours.status, own, marks.own, isOther),
  ];
}

const answer = (title, status, body, marks, isOther) =>
  make(
    "section",
    {},
    sectionHead(
      title,
      make(
        "span",
        { className: isOther ? "amber" : "second" },
        isOther ? "≠ " : "",
        `${status} ${statusWords(status)}`,
      ),
    ),
    body === null
      ? make("p", { className: "quiet" }, "Its body may hold a secret, so it was not kept.")
      : body === ""
      ? make("p", { className: "quiet" }, "No body.")
      : bodyView(title, body, marks),
  );

/** Returns what to say beside the lines of both bodies. */
function marksOf(theirs, own, differences) {
  const bodies = [theirs, own].map((text) => {
    try {
      return read(text);
    } catch {
      return undefined;
    }
  });
  const marks = { theirs: [], own: [] };
  if (bodies.includes(undefined)) return marks;
  for (const { class: kind, pointer, recorded, ours } of differences) {
    if (kind === "status" || kind.startsWith("refused-by")) continue;
    const mark = (words) => (pointer) => ({ pointer, kind: "amber", words });
    marks.theirs.push(
      ...placesOf(pointer, ...bodies).map(
        mark(kind === "member-missing" ? "not in ours" : kind === "order" ? "in another order" : `ours: ${ours}`),
      ),
    );
    marks.own.push(
      ...placesOf(pointer, ...bodies.toReversed()).map(
        mark(
          kind === "member-extra"
            ? "not in the vendor’s"
            : kind === "order"
            ? "in another order"
            : `vendor: ${recorded}`,
        ),
      ),
    );
  }
  return marks;
}

/** Returns the places in a body that a pointer with `-` for each index names: those that differ from the other body, or else all. */
function placesOf(pointer, body, other) {
  let places = [["", body, other]];
  for (const step of stepsOf(pointer)) {
    places = places.flatMap((
      [at, value, other],
    ) => (Array.isArray(value) && step === "-"
      ? value.map((item, index) => [`${at}/${index}`, item, Array.isArray(other) ? other[index] : undefined])
      : isObject(value) && Object.hasOwn(value, step)
      ? [[
        `${at}/${stepOf(step)}`,
        value[step],
        isObject(other) && Object.hasOwn(other, step) ? other[step] : undefined,
      ]]
      : [])
    ).slice(0, 1000);
  }
  const differing = places.filter(([, value, other]) => write(value) !== write(other));
  return (differing.length > 0 ? differing : places).map(([at]) => at);
}
