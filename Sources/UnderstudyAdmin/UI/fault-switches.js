// A switch for each vendor and preset, and for how long what is switched on lasts.
import {
  addMapping,
  choice,
  choose,
  isForVendor,
  leftOf,
  mappingFor,
  presetOf,
  presets,
  vendorOf,
} from "./fault-mappings.js";
import { switchButton } from "./controls.js";
import { announce, icon, make } from "./dom.js";
import { call, path } from "./server.js";
import { count, vendorBadge } from "./text.js";

/** Returns the bar: for how long, and how slow. @param onChange is called after each choice. */
export function durationBar(onChange) {
  const chosen = choice(), name = "lasts";
  const field = (member, label, maximum, step = 1) => {
    const input = make("input", {
      type: "number",
      className: "field",
      min: step,
      max: maximum,
      step,
      value: choice()[member],
      "aria-label": label,
    });
    input.onchange = () => {
      const value = Math.min(maximum, Math.max(step, Number(input.value) || choice()[member]));
      input.value = step === 1 ? Math.round(value) : value;
      choose({ [member]: Number(input.value) });
      onChange();
    };
    return input;
  };
  const option = (kind, before, input = null, after = null) => {
    const radio = make("input", {
      type: "radio",
      name,
      value: kind,
      checked: chosen.kind === kind,
      onchange: () => {
        choose({ kind });
        onChange();
      },
    });
    if (input) {
      input.onfocus = () => {
        if (!radio.checked) radio.click();
      };
    }
    return make(
      "label",
      { className: "chip" },
      radio,
      before && make("span", {}, ...before),
      input,
      after && make("span", {}, after),
    );
  };
  /** Words that a phone leaves out. */
  const wide = (text) => make("span", { className: "wide-only" }, text);
  const lasts = make(
    "div",
    { className: "segments lasts", role: "radiogroup", "aria-label": "What I switch on lasts" },
    option("once", [wide("for the "), "next request"]),
    option("times", [wide("for the "), "next"], field("times", "Number of requests", 10_000)),
    option("seconds", [wide("for")], field("seconds", "Number of seconds", 86_400), "s"),
    option("off", ["until ", wide("I switch it "), "off"]),
  );
  const slow = make(
    "label",
    { className: "slow-means" },
    make("span", {}, "Slow means"),
    make(
      "span",
      { className: "with-unit" },
      field("slow", "Seconds that slow means", 600, 0.1),
      make("span", { className: "quiet" }, "s"),
    ),
  );
  return [
    make(
      "span",
      { className: "second lasts-words", "aria-hidden": "true" },
      wide("What I switch on lasts"),
      make("span", { className: "phone-only" }, "Lasts"),
    ),
    lasts,
    slow,
  ];
}

/** Returns the switches of all vendors: `{ element, update(mappings), drawNotes() }`. */
export function makeSwitches(vendors, sandbox, { changed }) {
  const heads = new Map();
  const head = make(
    "div",
    { className: "fault-heads", "aria-hidden": "true" },
    make("span", {}),
    ...presets.map((preset) => {
      heads.set(preset.id, make("span", { className: "quiet" }));
      return make("div", {}, make("b", {}, preset.label), heads.get(preset.id));
    }),
  );
  const groups = vendors.map((vendor) => makeVendor(vendor, sandbox, changed));
  const element = make("div", { className: "fault-grid" }, head, ...groups.map((group) => group.element));
  const drawNotes = () => {
    const { slow } = choice();
    for (const preset of presets) heads.get(preset.id).textContent = preset.note(slow);
    for (const group of groups) group.drawNotes(slow);
  };
  drawNotes();
  return { element, drawNotes, update: (mappings) => groups.forEach((group) => group.update(mappings)) };
}

function makeVendor(vendor, sandbox, changed) {
  let current = [], isOpen = null;
  const words = make("span", { className: "words" }),
    opener = make("button", { type: "button", className: "bare fold" });
  const cells = new Map(presets.map((preset) => [preset.id, makeCell(preset)]));
  const list = make("ul", {}, ...[...cells.values()].map((cell) => cell.element));
  const element = make(
    "section",
    { className: "vendor-faults", "aria-label": vendor.title },
    make(
      "div",
      { className: "vendor-line" },
      vendorBadge(vendor.id, vendor.title),
      make("div", {}, make("h2", {}, vendor.title), words),
      opener,
    ),
    list,
  );
  opener.onclick = () => {
    isOpen = element.classList.contains("folded");
    drawFold();
  };

  function makeCell(preset) {
    const left = make("span", { className: "left" }), note = make("span", { className: "quiet" });
    const toggle = switchButton(
      `${vendor.title}: ${preset.label.toLowerCase()}`,
      false,
      (isOn) => act(preset, isOn),
      "switch violet",
    );
    const cell = make(
      "li",
      { className: "fault-cell", "data-preset": preset.id },
      make("span", { className: "label" }, preset.label, " ", note),
      toggle,
      left,
    );
    cell.onclick = (event) => {
      if (!toggle.contains(event.target) && !String(getSelection())) toggle.click();
    };
    return { element: cell, left, note, toggle };
  }

  const own = (preset) =>
    current.filter((mapping) => isForVendor(mapping, vendor.id) && presetOf(mapping) === preset.id);

  async function act(preset, isOn) {
    try {
      if (isOn) await addMapping(mappingFor(vendor, preset), sandbox);
      else {for (const { id } of own(preset)) {
          await call("DELETE", path("mappings", id), undefined, sandbox).catch((error) => {
            if (error.status !== 404) throw error;
          });
        }}
      announce(`${vendor.title}, ${preset.label.toLowerCase()}: ${isOn ? "on" : "off"}`);
    } finally {
      await changed(isOn ? mappingFor(vendor, preset) : null);
    }
  }

  function drawFold() {
    const isFolded = !(isOpen ?? current.some((mapping) => vendorOf(mapping) === vendor.id));
    element.classList.toggle("folded", isFolded);
    opener.setAttribute("aria-expanded", String(!isFolded));
    opener.setAttribute("aria-label", `Faults of ${vendor.title}`);
    opener.replaceChildren(icon(isFolded ? "down" : "up"));
  }

  return {
    element,
    drawNotes(slow) {
      for (const preset of presets) cells.get(preset.id).note.textContent = preset.note(slow);
    },
    update(mappings) {
      current = mappings;
      const all = mappings.filter((mapping) => vendorOf(mapping) === vendor.id).length;
      words.textContent = all === 0 ? "answers as usual" : `${count(all, "fault")} on`;
      words.classList.toggle("on", all > 0);
      for (const preset of presets) {
        const cell = cells.get(preset.id), [mapping] = own(preset);
        cell.element.classList.toggle("on", mapping !== undefined);
        cell.toggle.setAttribute("aria-checked", String(mapping !== undefined));
        cell.left.textContent = mapping ? leftOf(mapping) : "off";
      }
      drawFold();
    },
  };
}
