// Search or jump: pages, sandboxes, agents, rules, and a few actions.
import { current, go } from "./address.js";
import { nameOf } from "./collections.js";
import { wordsOf } from "./controls.js";
import { openDialog } from "./dialogs.js";
import { announce, fill, icon, make } from "./dom.js";
import { addMapping, choice, mappingFor, presets } from "./fault-mappings.js";
import { kinds } from "./outcome.js";
import { journalRows } from "./journal.js";
import { allSandboxes } from "./overview.js";
import { pages } from "./pages.js";
import { call, chosenSandbox, get, vendors } from "./server.js";
import { number } from "./text.js";
import { showClock, showDelay } from "./states.js";

const maximumShown = 12;
let names = 0;

export function openPalette() {
  // One that was closed is there until its event comes.
  if (document.querySelector("dialog.palette[open]")) return;
  const id = `palette-${++names}`;
  const field = make("input", {
    className: "field",
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": id,
    "aria-label": "Search or jump",
    placeholder: "Search or jump…",
    autocomplete: "off",
    spellcheck: false,
  });
  const list = make("div", { role: "listbox", id, "aria-label": "Results" });
  const dialog = make(
    "dialog",
    { className: "palette", "aria-label": "Search or jump" },
    make("div", { className: "search" }, icon("search"), field, make("kbd", { "aria-hidden": "true" }, "Esc")),
    list,
    make(
      "p",
      { className: "foot" },
      make("span", {}, make("kbd", {}, "↑"), " ", make("kbd", {}, "↓"), " choose"),
      make("span", {}, make("kbd", {}, "↵"), " do it"),
    ),
  );
  openDialog(dialog);
  field.focus();
  let entries = own(), shown = [], at = 0;

  const choose = (index) => {
    at = Math.max(0, Math.min(shown.length - 1, index));
    list.querySelectorAll("[role=option]").forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === at));
      if (place === at) {
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const run = async (entry) => {
    dialog.close();
    await entry.act();
  };

  function draw() {
    const words = wordsOf(field.value);
    const found = entries.filter((entry) => words.every((word) => entry.text.includes(word)));
    const exact = found.filter(({ label }) => label.toLowerCase() === field.value.trim().toLowerCase());
    const rest = found.filter((entry) => !exact.includes(entry));
    shown = [
      ...exact,
      ...rest.filter(({ group }) => group === "Do").slice(0, words.length ? 6 : 3),
      ...rest.filter(({ group }) => group !== "Do").slice(0, words.length ? maximumShown : 8),
    ];
    let group = null;
    fill(
      list,
      ...shown.flatMap((entry, index) => {
        const head = entry.group === group
          ? []
          : [make("p", { className: "group", role: "presentation" }, entry.group)];
        group = entry.group;
        return [
          ...head,
          make(
            "div",
            {
              role: "option",
              id: `${id}-${index}`,
              "aria-selected": "false",
              onclick: () => run(entry),
              onmousemove: () => choose(index),
            },
            icon(entry.icon),
            make("span", { className: "cut-short" }, ...bold(entry.label, words)),
            entry.note && make("span", { className: "note" }, entry.note),
          ),
        ];
      }),
      shown.length === 0 && make("p", { className: "group" }, "Nothing is called that."),
    );
    choose(0);
  }

  field.oninput = draw;
  field.onkeydown = (event) => {
    if (event.key === "Enter" && shown[at]) {
      event.preventDefault();
      run(shown[at]);
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      choose((at + by + shown.length) % Math.max(1, shown.length));
    }
  };
  draw();
  for (const more of [faultEntries(), agentEntries(), ruleEntries()]) {
    more.then((found) => {
      entries = [...entries, ...found];
      if (dialog.isConnected) draw();
    }).catch(() => {});
  }
}

/** Marks the first word that was typed. */
function bold(label, words) {
  const at = words.length ? label.toLowerCase().indexOf(words[0]) : -1;
  return at < 0
    ? [label]
    : [label.slice(0, at), make("b", {}, label.slice(at, at + words[0].length)), label.slice(at + words[0].length)];
}

const entry = (group, icon, label, act, note = null, hidden = "") => ({
  group,
  icon,
  label,
  act,
  note,
  text: `${label} ${note ?? ""} ${hidden}`.toLowerCase(),
});

function own() {
  const sandbox = chosenSandbox();
  const clock = async (body, words) => {
    await call("PUT", "/clock", body, sandbox);
    announce(words);
  };
  return [
    entry("Do", "clock", "Freeze the clock", () => clock({ frozen: true }, "The clock is frozen"), sandbox),
    entry("Do", "clock", "Set the clock …", () => showClock(sandbox), sandbox),
    entry("Do", "delay", "Delay every answer …", () => showDelay(sandbox), sandbox),
    entry("Do", "close", "Switch all faults off", async () => {
      await call("DELETE", "/mappings", undefined, sandbox);
      announce("All faults are off");
    }, sandbox),
    ...pages.filter(({ id }) => id !== "more").map((page) =>
      entry("Go to", page.icon, page.title, () => go({ page: page.id }))
    ),
    ...[["faults", "Requests that failed by a fault"], ["refused", "Requests that were refused"], [
      "unknown",
      "Requests to no such path",
    ]].map(([kind, label]) =>
      entry(
        "Go to",
        "requests",
        label,
        () => go({ page: "requests", steps: [], query: new URLSearchParams({ kind }) }),
        number(journalRows().filter(kinds[kind]).length),
      )
    ),
    entry("Go to", "sandboxes", "All sandboxes", () => go({ sandbox: null, steps: [] })),
    ...allSandboxes().slice(0, 1000).map(({ name }) =>
      entry("Go to", "sandboxes", name, () => go({ sandbox: name, page: current().page, steps: [] }), "sandbox")
    ),
  ];
}

async function faultEntries() {
  const sandbox = chosenSandbox();
  return (await vendors()).flatMap((vendor) =>
    presets.map((preset) =>
      entry("Do", "faults", `Make ${vendor.title} fail: ${preset.label.toLowerCase()}, next request`, async () => {
        await addMapping(mappingFor(vendor, preset, { ...choice(), kind: "once" }), sandbox);
        announce(`The next request to ${vendor.title}: ${preset.label.toLowerCase()}`);
      }, sandbox)
    )
  );
}

async function agentEntries() {
  const { agents } = await get("/agents");
  return agents.slice(0, 2000).map(({ collection, id, record }) =>
    entry(
      "Go to",
      "agents",
      nameOf(record, id).slice(0, 80),
      () => go({ page: "agents", steps: [collection, id] }),
      "agent",
      id,
    )
  );
}

async function ruleEntries() {
  const { rules } = await get("/rules");
  return rules.map(({ id, sentence }) =>
    entry("Go to", "rules", id, () => go({ page: "rules", steps: [id] }), "rule", sentence)
  );
}
