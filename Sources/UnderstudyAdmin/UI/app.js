// The page of one sandbox: starts the tabs and updates them.
import { showAgents, startAgents } from "./agents.js";
import { showConnect } from "./connect.js";
import { atMostEvery, follow } from "./events.js";
import { find, make } from "./dom.js";
import { showFaults } from "./faults.js";
import { requestEvents, startRequests } from "./requests.js";
import { showRules, startRules } from "./rules.js";
import { showState, startState } from "./sandbox.js";
import { showSeeds } from "./seeds.js";
import { get, pageOf, sandbox } from "./server.js";
import { isShown, startTabs } from "./tabs.js";

/** Shows errors that are handled nowhere else. */
addEventListener("unhandledrejection", (event) => {
  const place = find("error"), text = event.reason?.message ?? "Something went wrong";
  place.textContent = text;
  setTimeout(() => { if (place.textContent === text) place.textContent = ""; }, 10_000);
});

async function drawSandboxes() {
  const { sandboxes } = await get("/sandboxes");
  const names = [...new Set(["default", sandbox, ...sandboxes.map((other) => other.name)])].slice(0, 1000);
  const select = find("sandbox");
  if (document.activeElement === select || names.join() === [...select.options].map((option) => option.value).join()) return;
  select.replaceChildren(...names.map((name) => make("option", { value: name, selected: name === sandbox }, name)));
}

document.title = `${sandbox} · Understudy`;
find("sandbox").onchange = ({ target }) => location.assign(pageOf(target.value));
startRequests();
startAgents();
startRules();
startState();
startTabs({ agents: showAgents, faults: showFaults, rules: showRules, connect: showConnect, state: showState });

const agentsChanged = atMostEvery(500, () => isShown("agents") && showAgents());
follow({
  ready: () => { requestEvents.ready(); drawSandboxes(); showSeeds(); },
  request: (row) => { requestEvents.request(row); if (row.effect) agentsChanged(); },
  arrived: requestEvents.arrived,
  departed: requestEvents.departed,
  skipped: (count) => { requestEvents.skipped(count); agentsChanged(); },
  seeds: () => { showSeeds(); agentsChanged(); },
  gone: () => { requestEvents.gone(); agentsChanged(); },
});

// Other clients also add mappings and sandboxes, and there is no event for that.
setInterval(() => {
  if (document.hidden) return;
  drawSandboxes().catch(() => {});
  showFaults().catch(() => {});
}, 2000);
drawSandboxes().catch(() => {});
showFaults().catch(() => {});
