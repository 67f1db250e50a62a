// The page of the comparison with the vendors: what came of each call, and the chosen case beside the list.
import { back, queryWith } from "./address.js";
import { loadCatalog, vendorTitleOf } from "./catalog.js";
import { makeCompareDetail } from "./compare-detail.js";
import { callWords, outcomeOf, states } from "./compare-words.js";
import { chips, searchField, select, selects, wordsOf } from "./controls.js";
import { copyBox } from "./copy.js";
import { excerpt, fill, icon, loading, make } from "./dom.js";
import { cell, makeGrid, makeGroup, makeRow } from "./table.js";
import { count, number, timeOrDay, vendorBadge } from "./text.js";

export const page = {
  id: "compare",
  title: "Compare",
  icon: "compare",
  key: "m",
  inSide: true,
  isAboutSandboxes: true,
  mount,
};

const columns = [{ label: "Result" }, { label: "Case" }, { label: "What differs", className: "differs-cell" }, {
  label: "Requests",
  className: "right count-cell",
}, { label: "Last", className: "right" }];

function mount(place) {
  let query = new URLSearchParams(), id = null, mode = null, cases = null;
  const split = place.split();
  const follows = () => split.isBeside;
  const grid = makeGrid("Cases", columns, {
    className: "cases",
    follows,
    onOpen: (chosen, { byKey }) => place.go({ steps: [chosen], query }, { replaces: byKey && follows() }),
  });
  const none = make("div", { className: "empty", hidden: true }),
    waiting = make("div", {}),
    stop = loading(waiting),
    how = make("div", { className: "empty-place", hidden: true }, howTo());
  split.list.append(waiting, grid.element, none);
  place.body.append(how);
  const change = (next) => place.go({ query: queryWith(query, next) }, { replaces: true });
  const search = searchField("Call, rule or words", "", (q) => change({ q })),
    kindChips = chips(
      "Result",
      [["all", "All"], ...Object.entries(states).map(([id, { word }]) => [id, word])].map(([id, label]) => ({
        id,
        label,
        count: 0,
      })),
      "all",
      (kind) => change({ kind }),
    );
  const vendor = select("Vendor", [["", "Any vendor"]], "", (vendor) => change({ vendor }));
  const [opener, choices] = selects("More filters", vendor);
  place.showBar(search, opener, kindChips, choices);
  const close = () => back({ steps: [], query });
  const detail = makeCompareDetail(split, place, { close });

  async function load() {
    const [found] = await Promise.all([
      place.get(`/compare${place.sandbox === null ? "?sandboxes=all" : ""}`),
      loadCatalog(),
    ]);
    if (place.signal.aborted) return;
    ({ mode, cases } = found);
    stop();
    waiting.remove();
    vendor.setOptions(
      [["", "Any vendor"], ...vendorsOf(cases).filter(([vendor]) => vendor !== null)],
      query.get("vendor") ?? "",
    );
    draw();
    showDetail();
  }

  const vendorsOf = (cases) =>
    [...new Map(cases.map((found) => [found.vendor, found.vendor === null ? "No endpoint" : vendorTitleOf(found)]))]
      .sort(([one, title], [other, otherTitle]) =>
        (one === null) - (other === null) || title.localeCompare(otherTitle)
      );

  function draw() {
    if (cases === null) return;
    how.hidden = mode === "compare";
    split.list.hidden = mode !== "compare";
    place.hideBar(mode !== "compare");
    const words = wordsOf(query.get("q")),
      vendor = query.get("vendor") ?? "",
      kind = query.get("kind") ?? "all";
    const matching = cases.filter((found) =>
      (vendor === "" || found.vendor === vendor) && words.every((word) => textOf(found).includes(word))
    );
    const isOf = (kind) => ({ state }) => !states[kind] || state === kind;
    kindChips.setCounts((kind) => matching.filter(isOf(kind)).length);
    const shown = matching.filter(isOf(kind)), order = Object.keys(states);
    grid.setRows(
      vendorsOf(shown).flatMap(([vendor, title]) => {
        const own = shown.filter((found) => found.vendor === vendor).sort((one, other) =>
          order.indexOf(one.state) - order.indexOf(other.state)
        );
        return [
          makeGroup(
            vendorBadge(vendor, title),
            make("span", {}, title),
            make("span", { className: "number" }, count(own.length, "case")),
          ),
          ...own.map(row),
        ];
      }),
    );
    grid.select(id);
    none.hidden = shown.length > 0;
    grid.element.hidden = !none.hidden;
    fill(none, ...(none.hidden ? [] : place.noneMatch(count(cases.length, "case"))));
  }

  const showDetail = () => {
    if (mode === "compare" || id === null) detail.show(id, cases?.find((found) => found.id === id) ?? null);
  };

  place.follow(() => load().catch(() => {}), 500, [], (row) => row.upstream);
  load();

  return {
    show(address) {
      query = address.query;
      id = address.steps[0] ?? null;
      search.show(query.get("q") ?? "");
      kindChips.choose(query.get("kind") ?? "all");
      vendor.value = query.get("vendor") ?? "";
      draw();
      if (cases !== null) showDetail();
      grid.row(id ?? "")?.scrollIntoView({ block: "nearest" });
    },
    keys: grid.keys(() => id !== null, close),
  };
}

function row(found) {
  const { sign, word, kind } = states[found.state], isTried = found.request !== null;
  return makeRow(
    found.id,
    cell(`result-cell ${kind}`, make("span", { className: "sign", "aria-hidden": "true" }, sign), word),
    cell(
      "case-cell",
      make("span", { className: "method" }, found.method),
      make("b", {}, callWords(found)),
      isTried && make("span", { className: "cut-short second" }, outcomeOf(found)),
      found.path && make("code", { className: "cut-short quiet path" }, found.path),
    ),
    cell("differs-cell", ...differs(found)),
    cell("right count-cell", isTried ? number(found.count) : make("span", { className: "quiet" }, "–")),
    cell("right time-cell", isTried ? timeOrDay(found.request.loggedDate) : ""),
  );
}

function differs({ state, difference, reason }) {
  if (state === "not-compared") return [make("span", { className: "cut-short second" }, excerpt(reason, 200))];
  if (state !== "differs") return [];
  return [
    make(
      "span",
      { className: "cut-short" },
      difference.title,
      difference.pointer && make("code", {}, " ", excerpt(difference.pointer, 80)),
    ),
  ];
}

const textOf = (found) =>
  found.text ??= `${found.id} ${found.method} ${found.path ?? ""} ${callWords(found)} ${
    found.difference?.title ?? ""
  } ${found.difference?.pointer ?? ""} ${found.reason ?? ""} ${found.status ?? ""}`.toLowerCase();

/** What stands in place of the list on a server that compares nothing. */
const howTo = () =>
  make(
    "div",
    { className: "first" },
    make("h2", {}, "Is the mock still true?"),
    make(
      "p",
      { className: "lead" },
      "Hold the vendors’ answers against ours. Each difference names the rule that decides it, and the switch.",
    ),
    make(
      "div",
      { className: "hints" },
      way(
        "connect",
        "Live, through this program",
        "Start a server that forwards each request to the vendor, with your client’s own key, and compares the answers. They appear here.",
        "understudy serve --tls --tls-dir tls --upstream compare",
      ),
      way(
        "file",
        "From a recording",
        "Compare a HAR file of your browser or proxy. This needs no key and no network. The report stands in your terminal.",
        "understudy compare recorded.har",
      ),
    ),
  );

const way = (symbol, title, text, command) =>
  make(
    "section",
    {},
    make("h3", {}, icon(symbol), title),
    make("p", { className: "second" }, text),
    copyBox(command, "the command"),
  );
