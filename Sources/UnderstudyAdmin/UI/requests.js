// The journal as it grows, and the request that was chosen from it.
import { showDetail } from "./detail.js";
import { announce, confirm, excerpt, find, make, reveal } from "./dom.js";
import { firstCommand } from "./agents.js";
import { call, get, path, sandbox } from "./server.js";

/** How many rows are on the page, and how many are kept for the filter. */
const mostShown = 200, mostKept = 2000;
/** The latest first. */
let rows = [];
let arrived = [], isLoading = false, isDrawing = false, isPaused = false, skipped = 0, chosen = null;

const fits = {
  all: () => true,
  refused: (row) => row.rule !== null,
  warnings: (row) => row.warnings > 0,
  unmatched: (row) => row.endpoint === null && row.mapping === null,
};
const isShown = (row) => fits[find("filter").value](row);

/** A logged request as an event tells it. */
function row({ id, request, response }) {
  const { understudy } = request;
  return {
    id, loggedDate: request.loggedDate, method: request.method, url: request.url, status: response.status ?? null,
    fault: response.fault, endpoint: understudy.endpoint, agentId: understudy.agent, rule: understudy.rule,
    mapping: understudy.mapping && (understudy.mapping.name ?? understudy.mapping.id),
    warnings: understudy.warnings.length, changed: (understudy.patch?.length ?? 0) > 0,
  };
}

/** What became of it: a sign and words, so that no colour has to be seen. */
function outcome(row) {
  if (row.status === null) return ["broken", "✕", "connection broken"];
  if (row.rule) return ["refused", "✕", "refused"];
  if (fits.unmatched(row)) return ["refused", "?", "unmatched"];
  if (row.status >= 400) return ["refused", "✕", "failed"];
  if (["GET", "HEAD"].includes(row.method)) return ["same", "✓", "shown"];
  return row.changed ? ["changed", "✓", "changed"] : ["same", "=", "nothing changed"];
}

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

function line(row) {
  const [kind, sign, words] = outcome(row);
  const tags = [row.rule && make("span", { className: "rule" }, excerpt(row.rule, 60)),
    row.mapping && make("span", {}, "mapping: ", excerpt(row.mapping, 30)),
    row.warnings > 0 && make("span", { className: "warned" }, `! ${row.warnings} ${row.warnings === 1 ? "warning" : "warnings"}`)];
  return make("li", { "data-id": row.id },
    make("button", { type: "button", className: kind, "aria-current": row.id === chosen, onclick: () => choose(row.id) },
      make("span", { className: "status" }, `${sign} ${row.status ?? "—"}`),
      make("span", { className: "what" },
        make("span", { className: "url" }, `${row.method} `, excerpt(row.url, 160)),
        make("span", { className: "tags" }, words, ...tags.filter(Boolean))),
      make("time", { dateTime: new Date(row.loggedDate).toISOString() }, time.format(row.loggedDate))));
}

/** Everything anew: the filter or the sandbox is another. */
function redraw() {
  find("journal").replaceChildren(...rows.filter(isShown).slice(0, mostShown).map(line));
  drawRest();
}

/** Once a frame at most, however much arrives. */
function draw() {
  if (isDrawing || isLoading || isPaused) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    if (isPaused || isLoading) return;
    const known = new Set(rows.slice(0, mostShown).map((row) => row.id));
    const fresh = arrived.filter((row) => !known.has(row.id)).reverse();
    arrived = [];
    rows = [...fresh, ...rows].slice(0, mostKept);
    const journal = find("journal");
    journal.prepend(...fresh.filter(isShown).slice(0, mostShown).map(line));
    while (journal.children.length > mostShown) journal.lastChild.remove();
    drawRest();
  });
}

function drawRest() {
  const isEmpty = rows.length === 0;
  find("first").hidden = !isEmpty;
  find("request").hidden = isEmpty && chosen === null;
  const waiting = isPaused ? arrived.length : 0;
  const told = [skipped > 0 && `This is a sample: ${skipped.toLocaleString("en")} more were not shown.`,
    waiting > 0 && `${waiting === mostKept ? "Many" : waiting} came during the pause.`,
    !isEmpty && find("journal").children.length === 0 && "None of the latest requests is of this kind."].filter(Boolean);
  find("sample").textContent = told.join(" ");
  find("sample").hidden = told.length === 0;
}

async function choose(id) {
  chosen = id;
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
    rows = (await get(`/requests?limit=${mostShown}`)).requests.map(row);
  } catch { /* The connection says so, and tries again. */ }
  isLoading = false;
  redraw();
  draw();
  if (rows.length === 0) await firstCommand(find("first"));
}

export const told = {
  ready: () => { rows = []; arrived = []; return load(); },
  request(row) {
    arrived.push(row);
    if (arrived.length > mostKept) arrived.shift();
    if (isPaused) drawRest();
    else draw();
  },
  skipped(count) { skipped += count; drawRest(); },
  gone() {
    rows = []; arrived = []; skipped = 0; chosen = null;
    find("request").replaceChildren();
    announce("The sandbox began anew");
    return load();
  },
};

export function startRequests() {
  find("filter").onchange = redraw;
  find("pause").onclick = ({ target }) => {
    isPaused = !isPaused;
    target.setAttribute("aria-pressed", isPaused);
    target.textContent = isPaused ? "Go on" : "Pause";
    if (!isPaused) draw();
  };
  find("forget").onclick = async () => {
    if (!await confirm("Forget all requests?", `The requests of the sandbox ${sandbox} are taken out of the journal. `
      + "Agents stay as they are. This cannot be undone.", "Forget all")) return;
    await call("DELETE", path("requests"));
    await told.gone();
  };
}
