// The page of one sandbox: its parts, and what makes them look again.
import { showAgents, startAgents } from "./agents.js";
import { atMostEvery, follow } from "./events.js";
import { find, make } from "./dom.js";
import { showFaults } from "./faults.js";
import { startRequests, told } from "./requests.js";
import { showRules, startRules } from "./rules.js";
import { showState, startState } from "./sandbox.js";
import { get, pageOf, sandbox } from "./server.js";
import { isShown, startTabs } from "./tabs.js";

/** Says what went wrong, where nobody else does. */
addEventListener("unhandledrejection", (event) => {
  const place = find("mistake"), text = event.reason?.message ?? "Something went wrong";
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
startTabs({ agents: showAgents, faults: showFaults, rules: showRules, state: showState });

const agentsChanged = atMostEvery(500, () => isShown("agents") && showAgents());
follow({
  ready: () => { told.ready(); drawSandboxes(); },
  request: (row) => { told.request(row); if (row.changed) agentsChanged(); },
  skipped: (count) => { told.skipped(count); agentsChanged(); },
  gone: () => { told.gone(); agentsChanged(); },
});

// Others switch faults and make sandboxes too, of which no event tells.
setInterval(() => {
  if (document.hidden) return;
  drawSandboxes().catch(() => {});
  showFaults().catch(() => {});
}, 2000);
drawSandboxes().catch(() => {});
showFaults().catch(() => {});
