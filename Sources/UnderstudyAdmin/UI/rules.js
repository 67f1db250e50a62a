// The page of the rules: all of them by vendor, with switches, and the chosen one beside them.
import { back, queryWith } from "./address.js";
import { loadCatalog, nounOf } from "./catalog.js";
import { callButton, chips, searchField, select, selects, switchButton, wordsOf } from "./controls.js";
import { announce, fill, icon, loading, make, sentence, unseen } from "./dom.js";
import { onJournal } from "./journal.js";
import { menuButton } from "./menu.js";
import { makeRuleDetail } from "./rule-detail.js";
import { isSwitched, placeOfRule, sourceMark, sources, stateTag } from "./rule-words.js";
import { path } from "./server.js";
import { schemeItems } from "./settings.js";
import { cell, makeGrid, makeGroup, makeRow } from "./table.js";
import { count, number, tag, vendorBadge } from "./text.js";

export const page = {
  id: "rules",
  title: "Rules",
  icon: "rules",
  key: "u",
  inSide: true,
  hasTab: true,
  needsSandbox: true,
  about: "These are the rules of",
  mount,
  badge(sandboxes) {
    const sum = (member) => sandboxes.reduce((sum, sandbox) => sum + Number(sandbox[member] ?? 0), 0),
      switched = sum("rulesSwitched"),
      off = sum("rulesOff");
    return switched === 0 ? null : { text: off > 0 ? `${off} off` : `${switched} switched`, kind: "amber" };
  },
};

const kinds = {
  all: () => true,
  refused: (rule) => Number(rule.refused ?? 0) > 0,
  switched: isSwitched,
  off: (rule) => !rule.enabled,
};
const labels = { all: "All", refused: "Refused lately", switched: "Switched", off: "Off" };
const columns = [{ label: "On" }, { label: "A request is refused unless" }, {
  label: "Source",
  className: "source-cell",
}, { label: "Refused", className: "right" }];

function mount(place) {
  let query = new URLSearchParams(), id = null, rules = [], isLoaded = false, profile = null;
  const split = place.split();
  const follows = () => split.isBeside;
  const grid = makeGrid("Rules", columns, {
    className: "rules",
    follows,
    onOpen: (rule, { byKey }) => place.go({ steps: [rule], query }, { replaces: byKey && follows() }),
  });
  const none = make("div", { className: "empty", hidden: true }), waiting = make("div", {}), stop = loading(waiting);
  split.list.append(waiting, grid.element, none);
  grid.rows.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.classList.contains("row")) return;
    event.preventDefault();
    event.target.querySelector(".switch")?.click();
  });
  const change = (next) => place.go({ query: queryWith(query, next) }, { replaces: true });
  const search = searchField("Field, words or id", "", (q) => change({ q })),
    kindChips = chips(
      "Kind",
      Object.entries(labels).map(([id, label]) => ({ id, label, count: 0 })),
      "all",
      (kind) => change({ kind }),
    );
  const vendor = select("Vendor", [["", "Any vendor"]], "", (vendor) => change({ vendor })),
    source = select(
      "Source",
      [["", "Any source"], ...Object.keys(sources).map((source) => [source, source])],
      "",
      (source) => change({ source }),
    );
  const [opener, choices] = selects("More filters", vendor, source);
  place.showBar(search, opener, kindChips, choices);
  const reset = callButton(
    "All as by default",
    async () => {
      await place.call("POST", "/rules/reset");
      announce("All rules are as by default");
      await load();
    },
    { title: "As when the server started" },
    "undo",
  );
  const useProfile = async (name) => {
    await place.call("PUT", "/profile", { profile: name });
    announce(`The profile is ${name}`);
    await load();
  };
  const menu = menuButton(
    "",
    () => ["Profile", {
      label: "documented: as the vendors’ pages say",
      isChosen: profile === "documented",
      act: () => useProfile("documented"),
    }, {
      label: "observed: as public clients use them",
      isChosen: profile === "observed",
      act: () => useProfile("observed"),
    }, ...schemeItems()],
    { symbol: "more", name: "More", className: "bare" },
  );
  place.showActions(reset.error, reset, menu);
  const close = () => back({ steps: [], query });
  const detail = makeRuleDetail(split, place, { close, setEnabled });

  async function load() {
    const [listed, , found] = await Promise.all([
      place.get("/rules"),
      loadCatalog(),
      place.get("/profile").catch(() => ({ profile: null })),
    ]);
    if (place.signal.aborted) return;
    ({ profile } = found);
    rules = [...listed.rules, ...listed.alwaysOn.map((rule) => ({ ...rule, isAlwaysOn: true, enabled: true }))].map((
      rule,
    ) => ({ ...rule, ...placeOfRule(rule.id) }));
    isLoaded = true;
    stop();
    waiting.remove();
    vendor.setOptions([["", "Any vendor"], ...vendorsOf(rules)], query.get("vendor") ?? "");
    draw();
    showDetail();
  }

  const vendorsOf = (rules) =>
    [...new Map(rules.map((rule) => [rule.vendor, rule.title]))].sort(([, one], [, other]) => one.localeCompare(other));

  function draw() {
    const words = wordsOf(query.get("q")),
      vendor = query.get("vendor") ?? "",
      source = query.get("source") ?? "";
    const matching = rules.filter((rule) =>
      (vendor === "" || rule.vendor === vendor) && (source === "" || rule.source === source) &&
      words.every((word) => textOf(rule).includes(word))
    );
    kindChips.setCounts((kind) => matching.filter(kinds[kind]).length);
    const shown = matching.filter(kinds[query.get("kind") ?? "all"] ?? kinds.all), focus = focusedSwitch();
    grid.setRows(
      vendorsOf(shown).flatMap(([vendor, title]) => {
        const own = shown.filter((rule) => rule.vendor === vendor);
        return [
          makeGroup(
            vendorBadge(vendor, title),
            make("span", {}, title),
            make("span", { className: "number" }, count(own.length, "rule")),
          ),
          ...own.map(row),
        ];
      }),
    );
    grid.select(id);
    if (focus) grid.row(focus)?.querySelector(".switch")?.focus();
    none.hidden = !isLoaded || shown.length > 0;
    grid.element.hidden = !isLoaded || !none.hidden;
    fill(none, ...(none.hidden ? [] : place.noneMatch(count(rules.length, "rule"))));
  }

  /** Returns the rule whose switch has the focus. */
  const focusedSwitch =
    () => (grid.rows.contains(document.activeElement) && document.activeElement.classList.contains("switch")
      ? document.activeElement.closest(".row").dataset.id
      : null);

  function row(rule) {
    const state = stateTag(rule), isOff = !rule.enabled;
    const toggle = rule.isAlwaysOn
      ? make("span", { className: "always", title: "Always on" }, icon("lock"), unseen("always on"))
      : switchButton(`On: ${rule.id}`, rule.enabled, (isOn) => setEnabled(rule.id, isOn));
    if (!rule.isAlwaysOn) toggle.tabIndex = -1;
    return makeRow(
      rule.id,
      cell("on-cell", toggle),
      cell(
        `sentence-cell${isOff ? " off" : ""}`,
        make(
          "span",
          { className: "cut-short", title: rule.sentence.replaceAll("`", "") },
          ...sentence(rule.sentence, 300),
        ),
        rule.endpoint && make("span", { className: "quiet of" }, nounOf(rule.endpoint)),
        state && tag(state.text, state.kind),
      ),
      cell(
        "source-cell",
        rule.isAlwaysOn ? make("span", { className: "quiet" }, "always on") : sourceMark(rule.source),
      ),
      cell("right", Number(rule.refused ?? 0) > 0 ? number(rule.refused) : make("span", { className: "quiet" }, "–")),
    );
  }

  /** Switches a rule, and shows it in the list and beside it. */
  async function setEnabled(rule, isOn) {
    const changed = await place.call("PUT", path("rules", rule), { enabled: isOn });
    const known = rules.find((other) => other.id === rule);
    if (known) Object.assign(known, { enabled: changed.enabled });
    announce(`${rule} is ${changed.enabled ? "on" : "off"}`);
    draw();
    showDetail();
  }

  const showDetail = () => {
    if (isLoaded || id === null) detail.show(id, id === null ? null : rules.find((rule) => rule.id === id) ?? null);
  };

  place.follow(() => load().catch(() => {}), 500, ["rules"], (row) => row.rule);
  onJournal(() => detail.journalChanged(), place.signal);
  load();

  return {
    show(address) {
      query = address.query;
      id = address.steps[0] ?? null;
      search.show(query.get("q") ?? "");
      kindChips.choose(query.get("kind") ?? "all");
      vendor.value = query.get("vendor") ?? "";
      source.value = query.get("source") ?? "";
      draw();
      showDetail();
      grid.row(id ?? "")?.scrollIntoView({ block: "nearest" });
    },
    keys: grid.keys(() => id !== null, close),
  };
}

const textOf = (rule) =>
  rule.text ??= `${rule.id} ${rule.sentence} ${rule.subject ?? ""} ${rule.place ?? ""} ${rule.message ?? ""}`
    .toLowerCase().replaceAll("`", "");
