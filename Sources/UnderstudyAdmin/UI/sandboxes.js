// The page of the sandboxes: all of them with their counts, and the chosen one beside them.
import { back, queryWith } from "./address.js";
import { callButton, chips, detailHead, searchField } from "./controls.js";
import { ask } from "./dialogs.js";
import { announce, button, excerpt, fill, make } from "./dom.js";
import { secondsOf } from "./journal.js";
import {
  allSandboxes,
  idleSeconds,
  isOverviewLoaded,
  loadOverview,
  onOverview,
  overviewTime,
  sandboxNamed,
} from "./overview.js";
import { sandboxDetail } from "./sandbox-detail.js";
import { call, path, serverInfo } from "./server.js";
import { newSandbox } from "./side.js";
import { sparkline } from "./sparkline.js";
import { clockState } from "./states.js";
import { cell, makeGrid, makeRow } from "./table.js";
import { ago, count, number, tag } from "./text.js";

export const page = { id: "sandboxes", title: "Sandboxes", icon: "sandboxes", key: "s", mount };

const pageSize = 500, forgotten = 600;
const columns = [
  { label: "Name" },
  { label: "Last minute", className: "minute-cell" },
  { label: "Requests", className: "right" },
  { label: "Refused", className: "right refused-cell" },
  { label: "Agents changed", className: "right changed-cell" },
  { label: "Faults", className: "right" },
  { label: "Active", className: "right" },
];

/** Whether a sandbox has had no request for ten minutes, and is as old. */
const isIdle = (sandbox) => idleSeconds(sandbox) >= forgotten && sandbox.idleSeconds >= forgotten;
export const faultsOn = (sandbox) => Number(sandbox.mappings ?? 0);
const kinds = {
  all: () => true,
  busy: (sandbox) => idleSeconds(sandbox) <= 10,
  faults: (sandbox) => faultsOn(sandbox) > 0,
  refusals: (sandbox) => Number(sandbox.refused ?? 0) > 0,
};
const labels = { all: "All", busy: "Busy", faults: "With faults", refusals: "With refusals" };

function mount(place) {
  let query = new URLSearchParams(), name = null;
  const split = place.split();
  const grid = makeGrid("Sandboxes", columns, {
    className: "sandboxes-grid",
    follows: () => split.isOpen,
    onOpen: (sandbox, { byKey }) => place.go({ steps: [sandbox], query }, { replaces: byKey && split.isOpen }),
  });
  /** How many sandboxes are shown besides the first ones, because the reader asked for them. */
  let extra = 0;
  const words = make("span", {});
  const more = button("Show more", () => {
    extra += pageSize;
    const first = grid.rows.childElementCount;
    draw();
    grid.rows.children[first]?.focus();
  });
  const rest = make("p", { className: "foot" }, words, " ", more);
  const wrap = make("div", { className: "list-and-foot" });
  split.list.replaceWith(wrap);
  split.list.append(grid.element, rest);
  wrap.append(
    split.list,
    make(
      "p",
      { className: "how" },
      make("b", {}, "A sandbox appears when a request names it."),
      " In its path ",
      make("code", {}, "/sandbox/mine/…"),
      ", in the header ",
      make("code", {}, "X-Understudy-Sandbox: mine"),
      ", or behind its key ",
      make("code", {}, "cfy_your_api_key~mine"),
      ".",
    ),
  );
  const change = (next) => {
    extra = 0;
    place.go({ query: queryWith(query, next) }, { replaces: true });
  };
  const search = searchField("Name", "", (q) => change({ q })),
    kindChips = chips(
      "Kind",
      Object.entries(labels).map(([id, label]) => ({ id, label, count: 0 })),
      "all",
      (kind) => change({ kind }),
    );
  const idle = make("p", { className: "quiet push idle-note" });
  serverInfo().then(({ options }) => {
    const seconds = Number(options.find(({ name }) => name === "sandbox-idle-seconds")?.value ?? 3600);
    idle.textContent = `One without a request for ${
      seconds === 3600 ? "an hour" : seconds % 60 === 0 ? count(seconds / 60, "minute") : count(seconds, "second")
    } is removed automatically`;
  }).catch(() => {});
  place.showBar(search, kindChips, idle);
  // A phone shows their icons only.
  const label = (text) => make("span", { className: "words" }, text);
  const named = (text) => ({ title: text, "aria-label": text });
  const remover = callButton(label("Remove idle ones"), () => removeIdle(), named("Remove idle ones"), "trash");
  const adder = button(label("New sandbox"), newSandbox, named("New sandbox"), "plus");
  place.showActions(remover.error, adder, remover);

  function draw() {
    const all = allSandboxes(), text = (query.get("q") ?? "").trim().toLowerCase();
    const named = all.filter((sandbox) => sandbox.name.toLowerCase().includes(text)),
      matching = named.filter(kinds[query.get("kind")] ?? kinds.all);
    document.getElementById("about").textContent = `${number(all.length)} in use`;
    kindChips.setCounts((kind) => named.filter(kinds[kind]).length);
    const first = matching.filter((sandbox) => !isIdle(sandbox) || sandbox.name === name || matching.length < 30)
      .slice(0, pageSize);
    const others = matching.filter((sandbox) => !first.includes(sandbox));
    grid.setRows([...first, ...others.slice(0, extra)].map(row));
    grid.select(name);
    drawRest(matching.length, others.slice(extra));
  }

  /** Says why sandboxes that match are not shown. */
  function drawRest(matching, hidden) {
    const idle = hidden.filter(isIdle).length, recent = hidden.length - idle;
    words.textContent = matching === 0 ? "No sandbox matches." : [
      recent > 0 && `${number(recent)} more were active in the last 10 minutes.`,
      idle > 0 && `${number(idle)} more are idle for over 10 minutes.`,
    ].filter(Boolean).join(" ");
    more.hidden = hidden.length === 0;
  }

  async function removeIdle() {
    const found = allSandboxes().filter((sandbox) => sandbox.name !== "default" && isIdle(sandbox));
    if (found.length === 0) throw new Error("No sandbox is idle for over 10 minutes.");
    if (
      !await ask(
        `Remove ${count(found.length, "sandbox", "sandboxes")}?`,
        `Those without a request for over 10 minutes go, with their agents, requests, faults and snapshots: ${
          found.slice(0, 10).map(({ name }) => name).join(", ")
        }${found.length > 10 ? ` and ${found.length - 10} more` : ""}. You cannot undo this.`,
        "Remove",
      )
    ) return;
    try {
      for (const { name } of found) await call("DELETE", path("sandboxes", name), undefined, null);
      announce(`${count(found.length, "sandbox", "sandboxes")} removed`);
    } finally {
      await loadOverview();
    }
  }

  const head = (sandbox) =>
    detailHead(
      make(
        "h2",
        { className: "what" },
        make("span", { className: `dot ${dot(idleSeconds(sandbox))}` }),
        excerpt(sandbox.name, 64),
      ),
      { list: "Sandboxes", close, linkClass: "bare" },
    );
  const close = () => back({ steps: [], query });
  const detail = make("div", { className: "content" });
  let shownName = null, shown = new AbortController();

  async function showDetail() {
    if (name === null) {
      shownName = null;
      shown.abort();
      return split.close();
    }
    if (!isOverviewLoaded()) return;
    split.open();
    const sandbox = sandboxNamed(name) ?? { name, requests: 0, mappings: 0, idleSeconds: 0 };
    if (shownName === name) return sandboxDetail.update(detail, sandbox);
    shownName = name;
    shown.abort();
    shown = new AbortController();
    fill(split.detail, head(sandbox), detail);
    await sandboxDetail.draw(detail, sandbox, {
      isUsed: sandboxNamed(name) !== null || !isOverviewLoaded(),
      signal: AbortSignal.any([place.signal, shown.signal]),
      removed: () => place.go({ steps: [], query }, { replaces: true }),
    });
  }

  onOverview(() => {
    draw();
    showDetail();
  }, place.signal);
  const timer = setInterval(draw, 2000);
  place.signal.addEventListener("abort", () => clearInterval(timer));
  loadOverview();
  return {
    show(address) {
      query = address.query;
      name = address.steps[0] ?? null;
      kindChips.choose(query.get("kind") ?? "all");
      search.show(query.get("q") ?? "");
      draw();
      showDetail();
    },
    keys: grid.keys(() => name !== null, close),
  };
}

const dot = (idle) => (idle <= 2 ? "now" : idle <= 10 ? "recent" : "");
const none = (value) => (Number(value ?? 0) > 0 ? number(value) : make("span", { className: "quiet" }, "0"));

function row(sandbox) {
  const idle = idleSeconds(sandbox), clock = sandbox.clock ? clockState(sandbox.clock, overviewTime()) : null;
  return makeRow(
    sandbox.name,
    cell(
      "name-cell",
      make("span", { className: `dot ${dot(idle)}` }),
      make("span", { className: "cut-short" }, excerpt(sandbox.name, 64)),
      clock?.tag && tag(clock.tag, "amber", "clock"),
    ),
    cell("minute-cell", sparkline(secondsOf.get(sandbox.name)?.lastMinute() ?? [], "The last minute")),
    cell("right", none(sandbox.requests)),
    cell("right refused-cell", none(sandbox.refused)),
    cell("right changed-cell", none(sandbox.agentsChanged)),
    cell(
      "right",
      faultsOn(sandbox) > 0 ? tag(`${faultsOn(sandbox)} on`, "violet") : make("span", { className: "quiet" }, "–"),
    ),
    cell(
      "right",
      make("span", { className: idle < 2 ? "now-words" : "quiet" }, idle === Infinity ? "never" : ago(idle)),
    ),
  );
}
