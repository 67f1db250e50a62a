// The side bar: pages with badges, sandboxes with counts, clock and delay, the connection.
import { current, go, href } from "./address.js";
import { connection, onConnection, stateKind, stateWords } from "./connection.js";
import { askText, wrongName } from "./dialogs.js";
import { copyIcon } from "./copy.js";
import { excerpt, fill, find, icon, iconButton, make, unseen, whenReleased } from "./dom.js";
import { keep } from "./kept.js";
import { allSandboxes, idleSeconds, onOverview, sandboxNamed } from "./overview.js";
import { openPalette } from "./palette.js";
import { sidePages } from "./pages.js";
import { baseOf } from "./server.js";
import { drawStates, makeStates } from "./states.js";
import { number, tag } from "./text.js";

let parts = null;

export function startSide() {
  const mark = make("span", {}, icon("mark", "mark"));
  parts = {
    pages: make("div", {}),
    sandboxes: make("div", { className: "sandboxes", id: "side-sandboxes" }),
    states: make("div", { className: "states" }),
    connection: make("div", { className: "connection" }),
  };
  fill(
    find("side"),
    make(
      "p",
      { className: "name" },
      mark,
      make("b", {}, "Understudy"),
      iconButton("panel", "Fold the side bar", toggleSide, { id: "fold" }),
    ),
    make(
      "button",
      { type: "button", className: "find", onclick: openPalette, "aria-label": "Search or jump" },
      icon("search"),
      make("span", { className: "cut-short" }, "Search or jump…"),
      make("kbd", {}, "Ctrl K"),
    ),
    parts.pages,
    make("div", { className: "title" }, make("span", {}, "Sandboxes"), iconButton("plus", "New sandbox", newSandbox)),
    parts.sandboxes,
    make("div", { className: "foot" }, parts.states, parts.connection),
  );
  makeStates(parts.states);
  onOverview(drawSide);
  onConnection(drawConnection);
  new ResizeObserver(drawSide).observe(parts.sandboxes);
  setInterval(drawSandboxes, 2000);
  drawConnection();
}

export function toggleSide() {
  const root = document.documentElement;
  const isFolded = find("side").clientWidth < 100;
  root.dataset.side = isFolded ? "open" : "folded";
  keep("side", root.dataset.side);
}

export async function newSandbox() {
  const name = await askText(
    "New sandbox",
    "It is created on first use, with the seeded agents.",
    "Name",
    "Open",
    wrongName,
  );
  if (name) go({ sandbox: name });
}

/** Returns the sandboxes that the pages are about. */
export const chosenSandboxes = () => {
  const { sandbox } = current();
  return sandbox === null ? allSandboxes() : [sandboxNamed(sandbox)].filter(Boolean);
};

export function drawSide() {
  if (!parts) return;
  redraw(parts.pages, () =>
    sidePages().map((page) => {
      const badge = page.badge?.(chosenSandboxes());
      return make(
        "a",
        {
          className: "page",
          href: href({ page: page.id, steps: [], query: null }),
          title: page.title,
          "data-key": page.id,
          ...(current().page === page.id ? { "aria-current": "page" } : {}),
        },
        icon(page.icon),
        make("span", {}, page.title),
        badge && tag(badge.text, badge.kind),
      );
    }));
  drawSandboxes();
  drawStates();
}

const drawSandboxes = () =>
  redraw(parts.sandboxes, () => {
    const { sandbox: chosen, page } = current();
    const all = allSandboxes();
    const row = parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.6875;
    const room = Math.max(3, Math.floor(parts.sandboxes.clientHeight / row) - 1);
    const names = [
      ...new Set([...(chosen === null ? [] : [chosen]), ...all.map((sandbox) => sandbox.name), "default"]),
    ];
    const shown = names.slice(0, names.length > room - 1 ? room - 2 : names.length);
    const isShownPage = page === "sandboxes" && chosen === null;
    const total = all.reduce((sum, sandbox) => sum + sandbox.requests, 0);
    return [
      line("All sandboxes", null, chosen === null && !isShownPage, total, Math.min(Infinity, ...all.map(idleSeconds))),
      ...shown.map((name) => {
        const sandbox = sandboxNamed(name);
        return line(name, name, chosen === name, sandbox?.requests ?? 0, sandbox ? idleSeconds(sandbox) : Infinity);
      }),
      make("a", {
        className: "sandbox all-of-them",
        href: href({ page: "sandboxes", steps: [], query: null }),
        "data-key": "see-all",
        ...(page === "sandboxes" ? { "aria-current": "page" } : {}),
      }, `See all ${number(names.length)}`),
    ];
  });

const activity = (idle) => (idle <= 2 ? "now" : idle <= 10 ? "recent" : "");

function line(title, name, isChosen, requests, idle) {
  const now = current();
  // Another sandbox has other requests and agents: the page and its filters stay.
  const to = href({ sandbox: name, page: now.page, steps: [], query: now.query });
  return make(
    "a",
    {
      className: "sandbox",
      href: to,
      title,
      "data-key": `sandbox ${name ?? ""}`,
      ...(isChosen ? { "aria-current": "true" } : {}),
    },
    make("span", { className: `dot ${activity(idle)}` }),
    make("span", { className: "cut-short" }, excerpt(title, 64)),
    make("span", { className: "count" }, number(requests), unseen(requests === 1 ? " request" : " requests")),
  );
}

/** Draws links again, and leaves the focus on the same one. */
const redraw = (place, links) =>
  whenReleased(place, () => {
    const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(place, ...links());
    if (key !== null) place.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  });

function drawConnection() {
  if (!parts) return;
  fill(
    parts.connection,
    make("span", { className: `dot ${stateKind()}` }),
    make("b", { id: "connection", role: "status" }, stateWords()),
    connection() === "live"
      ? make("span", { className: "cut-short" }, location.host)
      : make("span", { className: "cut-short" }),
    copyIcon("Copy the base URL", () => baseOf(current().sandbox ?? "default")),
  );
}
