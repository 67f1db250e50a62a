// The tab of the requests: the journal, live, and the selected request.
import { showDetail } from "./detail.js";
import { announce, confirm, excerpt, find, make, reveal } from "./dom.js";
import { firstCommand } from "./agents.js";
import { address, call, get, path, sandbox } from "./server.js";

/** The most rows on the page, and the most that are kept for the filter. */
const maximumShown = 200, maximumKept = 2000;
/** Newest first. */
let rows = [];
let arrived = [], isLoading = false, isDrawing = false, isPaused = false, skipped = 0, selected = null;

const filters = {
  all: () => true,
  refused: (row) => row.rule !== null,
  warnings: (row) => row.warnings > 0,
  unmatched: (row) => row.endpoint === null && row.mapping === null && !row.upstream,
};
const isShown = (row) => filters[find("filter").value](row);

/** Returns a logged request in the form of an event. */
function row({ id, request, response = {} }) {
  const { understudy } = request;
  return {
    id, loggedDate: request.loggedDate, method: request.method, url: request.url, status: response.status ?? null,
    fault: response.fault, endpoint: understudy.endpoint, agentId: understudy.agent, rule: understudy.rule,
    mapping: understudy.mapping && (understudy.mapping.name ?? understudy.mapping.id),
    waiting: understudy.waiting, departed: understudy.departed, warnings: understudy.warnings.length,
    effect: understudy.effect ?? null,
    upstream: understudy.upstream?.host, difference: understudy.upstream?.difference ?? undefined,
  };
}

const effects = { created: "created", updated: "changed", deleted: "deleted" };

/** Returns the outcome as a class, a symbol and words, so that colour is not needed. */
function outcome(row) {
  if (row.waiting) return ["waiting", "…", "waiting for the response"];
  if (row.status === null) return ["broken", "✕", "connection broken"];
  if (row.rule) return ["refused", "✕", "refused"];
  if (filters.unmatched(row)) return ["refused", "?", "unmatched"];
  if (row.status >= 400) return ["refused", "✕", "failed"];
  if (row.upstream) return ["same", "✓", "forwarded"];
  if (["GET", "HEAD"].includes(row.method)) return ["same", "✓", "read"];
  return row.effect ? ["changed", "✓", effects[row.effect]] : ["same", "=", "unchanged"];
}

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

function line(row) {
  const [kind, symbol, words] = outcome(row);
  const tags = [row.departed && make("span", { className: "warned" }, "client left"),
    row.rule && make("span", { className: "rule" }, excerpt(row.rule, 60)),
    row.upstream && make("span", {}, "↗ ", excerpt(row.upstream, 60)),
    row.difference && make("span", { className: "warned" }, "≠ ", excerpt(row.difference, 60)),
    row.mapping && make("span", {}, "mapping: ", excerpt(row.mapping, 30)),
    row.warnings > 0 && make("span", { className: "warned" }, `! ${row.warnings} ${row.warnings === 1 ? "warning" : "warnings"}`)];
  return make("li", { "data-id": row.id },
    make("button", { type: "button", className: kind, "aria-current": row.id === selected, onclick: () => select(row.id) },
      make("span", { className: "status" }, `${symbol} ${row.status ?? "—"}`),
      make("span", { className: "what" },
        make("span", { className: "url" }, `${row.method} `, excerpt(row.url, 160)),
        make("span", { className: "tags" }, words, ...tags.filter(Boolean))),
      make("time", { dateTime: new Date(row.loggedDate).toISOString() }, time.format(row.loggedDate))));
}

/** Draws all rows, after a change of the filter or the sandbox. */
function redraw() {
  find("journal").replaceChildren(...rows.filter(isShown).slice(0, maximumShown).map(line));
  drawRest();
}

/** Draws the rows that have arrived, at most once in a frame. */
function draw() {
  if (isDrawing || isLoading || isPaused) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    if (isPaused || isLoading) return;
    const known = new Map(rows.slice(0, maximumShown).map((row) => [row.id, row]));
    // Of a request that waited and was answered in one frame, the answered row remains.
    const latest = [...new Map(arrived.map((row) => [row.id, row])).values()];
    arrived = [];
    const fresh = latest.filter((row) => !known.has(row.id)).reverse();
    latest.filter((row) => known.get(row.id)?.waiting && !row.waiting).forEach(complete);
    rows = [...fresh, ...rows].slice(0, maximumKept);
    const journal = find("journal");
    journal.prepend(...fresh.filter(isShown).slice(0, maximumShown).map(line));
    while (journal.children.length > maximumShown) journal.lastChild.remove();
    drawRest();
  });
}

/** Replaces the row of a request that waited. */
function complete(row) {
  rows[rows.findIndex((former) => former.id === row.id)] = row;
  redrawLine(row);
  if (row.id === selected) showDetail(find("request"), row.id);
}

/** Draws a row once more. The filter may show it now, or no longer. */
function redrawLine(row) {
  const item = [...find("journal").children].find((item) => item.dataset.id === row.id);
  if (!isShown(row)) item?.remove();
  else if (item) item.replaceWith(line(row));
  else redraw();
}

function drawRest() {
  const isEmpty = rows.length === 0;
  find("first").hidden = !isEmpty;
  find("request").hidden = isEmpty && selected === null;
  const waiting = isPaused ? new Set(arrived.map((row) => row.id)).size : 0;
  const notices = [skipped > 0 && `This is a sample: ${skipped.toLocaleString("en")} more were not shown.`,
    waiting > 0 && `${waiting === maximumKept ? "Many" : waiting} arrived during the pause.`,
    !isEmpty && find("journal").children.length === 0 && "None of the latest requests matches the filter."].filter(Boolean);
  find("sample").textContent = notices.join(" ");
  find("sample").hidden = notices.length === 0;
}

async function select(id) {
  selected = id;
  for (const item of find("journal").children) item.firstChild.setAttribute("aria-current", item.dataset.id === id);
  const detail = find("request");
  detail.hidden = false;
  await showDetail(detail, id);
  reveal(detail);
  announce("The request is shown");
}

async function load() {
  isLoading = true;
  try {
    rows = (await get(`/requests?limit=${maximumShown}`)).requests.map(row);
  } catch { /* The connection reports it and tries again. */ }
  isLoading = false;
  redraw();
  draw();
  if (rows.length === 0) await firstCommand(find("first"));
}

/** Handles the events of the sandbox. */
export const requestEvents = {
  ready: () => { rows = []; arrived = []; return load(); },
  arrived(row) {
    requestEvents.request({ ...row, status: null, rule: null, warnings: 0, changed: false, waiting: true });
  },
  departed(id) {
    for (const row of [...rows, ...arrived].filter((row) => row.id === id)) {
      row.departed = true;
      redrawLine(row);
    }
    if (id === selected) showDetail(find("request"), id);
  },
  request(row) {
    arrived.push(row);
    if (arrived.length > maximumKept) arrived.shift();
    if (isPaused) drawRest();
    else draw();
  },
  skipped(count) { skipped += count; drawRest(); },
  gone() {
    rows = []; arrived = []; skipped = 0; selected = null;
    find("request").replaceChildren();
    announce("The sandbox was reset");
    return load();
  },
};

export function startRequests() {
  find("filter").onchange = redraw;
  find("export").href = address("/requests.har");
  find("pause").onclick = ({ target }) => {
    isPaused = !isPaused;
    target.setAttribute("aria-pressed", isPaused);
    target.textContent = isPaused ? "Resume" : "Pause";
    if (!isPaused) draw();
  };
  find("clear").onclick = async () => {
    if (!await confirm("Clear the requests?", `The requests of the sandbox ${sandbox} are removed from the journal. `
      + "Agents stay as they are. You cannot undo this.", "Clear")) return;
    await call("DELETE", path("requests"));
    await requestEvents.gone();
  };
}
