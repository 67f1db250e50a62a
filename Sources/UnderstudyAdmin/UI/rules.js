// The page of the rules: all of them, with switches.
import { announce, fill, find, foreign, make, sentence } from "./dom.js";
import { placeOf } from "./request-refusal.js";
import { call, get, path } from "./server.js";

const maximumShown = 50;
let rules = [];

export const page = {
  id: "rules", title: "Rules", icon: "rules", key: "u", needsSandbox: true, about: "These are the rules", mount,
  badge(sandboxes) {
    const off = sandboxes.reduce((sum, sandbox) => sum + Number(sandbox.rulesOff ?? 0), 0);
    return off > 0 ? { text: `${off} off`, kind: "amber" } : null;
  },
};

function mount(place) {
  const choice = (id, label, options, onchange) => make("select", { className: "select", id, "aria-label": label, onchange }, ...options.map(([value, text]) => make("option", { value }, text)));
  place.showBar(make("div", { className: "search" }, make("input", { className: "field", type: "search", id: "find-rule", placeholder: "field, text or id", "aria-label": "Find", autocomplete: "off", oninput: draw })),
    choice("rule-state", "Show", [["all", "all"], ["switched", "changed from the default"], ["off", "off"]], draw),
    choice("rule-profile", "Profile", [["documented", "documented: as the vendors' pages say"], ["observed", "observed: as public clients use the vendors"]], useProfile));
  fill(place.body, make("div", { className: "scroll" }, make("p", { id: "rule-count", className: "quiet", role: "status" }), make("div", { id: "rule-list" })));
  return { async show({ steps: [id] }) { if (id) find("find-rule").value = id; await showRules(); } };
}

async function showRules() {
  const [listed, { profile }] = await Promise.all([get("/rules"), get("/profile")]);
  if (!find("rule-profile")) return;
  find("rule-profile").value = profile;
  rules = [...listed.rules, ...listed.alwaysOn.map((rule) => ({ ...rule, isAlwaysOn: true, enabled: true }))];
  draw();
}

function draw() {
  if (!find("find-rule")) return;
  const words = find("find-rule").value.trim().toLowerCase().split(/\s+/);
  const state = { all: () => true, off: (rule) => !rule.enabled,
    switched: (rule) => !rule.isAlwaysOn && rule.enabled !== (rule.default === "on") }[find("rule-state").value];
  const matching = rules.filter((rule) => state(rule)
    && words.every((word) => `${rule.id} ${rule.sentence} ${rule.source ?? ""}`.toLowerCase().includes(word)));
  find("rule-count").textContent = `${matching.length} of ${rules.length} rules`
    + (matching.length > maximumShown ? `, the first ${maximumShown} are shown` : "");
  find("rule-list").replaceChildren(make("ul", { className: "cards" }, ...matching.slice(0, maximumShown).map(line)));
}

function line(rule) {
  const about = make("div", {}, make("code", { className: "rule-id" }, foreign(rule.id)), make("p", {}, ...sentence(rule.sentence)),
    rule.isAlwaysOn ? make("p", { className: "quiet" }, "Always on.")
      : make("p", { className: "quiet" }, ...placeOf(rule)));
  if (rule.isAlwaysOn) return make("li", {}, about);
  const box = make("input", { type: "checkbox", checked: rule.enabled, onchange: () => setEnabled(rule, box) });
  return make("li", {}, about, make("label", {}, box, " on", make("span", { className: "unseen" }, `: ${rule.id}`)));
}

async function setEnabled(rule, box) {
  try {
    rule.enabled = (await call("PUT", path("rules", rule.id), { enabled: box.checked })).enabled;
    announce(`${rule.id} is ${rule.enabled ? "on" : "off"}`);
  } finally {
    box.checked = rule.enabled;
  }
}

async function useProfile() {
  try {
    const { profile } = await call("PUT", "/profile", { profile: find("rule-profile").value });
    announce(`The profile is ${profile}`);
  } finally {
    await showRules();
  }
}
