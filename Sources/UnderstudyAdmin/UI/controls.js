// Fields, chips, switches, and the head of a detail.
import { copy } from "./copy.js";
import { icon, iconButton, make } from "./dom.js";
import { number } from "./text.js";

let names = 0;

/** Returns the words in a text that filters a list, in lower case. An entry is shown if its own text has all of them. */
export const wordsOf = (text) => (text ?? "").trim().toLowerCase().split(/\s+/).filter(Boolean);

/** Returns the field that filters a list. The clear button appears with the text. */
export function searchField(label, value, onInput, { hint = "/" } = {}) {
  const field = make("input", {
    type: "search",
    className: "field",
    value,
    placeholder: label,
    "aria-label": label,
    autocomplete: "off",
    spellcheck: false,
  });
  field.oninput = () => onInput(field.value);
  field.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (field.value) {
      field.value = "";
      onInput("");
    } else field.blur();
  };
  const element = make(
    "div",
    { className: "search" },
    icon("search"),
    field,
    hint && make("kbd", { "aria-hidden": "true" }, hint),
  );
  return Object.assign(element, {
    show(text) {
      if (field.value !== text) field.value = text;
    },
  });
}

/**
 * Returns chips, of which one is chosen, as radio buttons.
 * @param choices `{ id, label, count }`
 * @returns the element, with `setCounts(countOf)` and `choose(id)`.
 */
export function chips(legend, choices, chosen, onChoose, className = "chips") {
  const name = `chips-${++names}`, numbers = new Map(), inputs = new Map();
  const element = make(
    "div",
    { className, role: "radiogroup", "aria-label": legend },
    ...choices.map(({ id, label, count, before }) => {
      const input = make("input", {
        type: "radio",
        name,
        value: id,
        checked: id === chosen,
        onchange: () => onChoose(id),
      });
      inputs.set(id, input);
      numbers.set(id, make("span", { className: "number" }, count === undefined ? "" : number(count)));
      return make("label", { className: "chip" }, input, before, make("span", {}, label), numbers.get(id));
    }),
  );
  element.setCounts = (countOf) => {
    for (const [id, place] of numbers) {
      const text = number(countOf(id));
      if (place.textContent !== text) place.textContent = text;
    }
  };
  element.choose = (id) => {
    const input = inputs.get(id);
    if (input) input.checked = true;
  };
  return element;
}

export const segments = (legend, choices, chosen, onChoose) => chips(legend, choices, chosen, onChoose, "segments");

/** Returns a list to choose from. @param options `[value, label]` */
export function select(label, options, chosen, onChoose, properties = {}) {
  const element = make("select", { className: "select", "aria-label": label, ...properties });
  element.setOptions = (options, chosen) => {
    element.replaceChildren(
      ...options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)),
    );
  };
  element.setOptions(options, chosen);
  element.onchange = () => onChoose(element.value);
  return element;
}

/** Returns lists to choose from, for a bar; a phone shows them after a button was pressed. */
export function selects(label, ...elements) {
  const place = make("div", { className: "selects" }, ...elements);
  const opener = make("button", {
    type: "button",
    className: "button phone-only",
    "aria-label": label,
    "aria-expanded": "false",
  }, "⋯");
  opener.onclick = () => opener.setAttribute("aria-expanded", String(place.classList.toggle("open")));
  return [opener, place];
}

/**
 * Returns a switch.
 * @param act is called with the new state, and may fail; the switch then returns.
 */
export function switchButton(label, isOn, act, className = "switch") {
  const element = make("button", {
    type: "button",
    className,
    role: "switch",
    "aria-checked": String(isOn),
    "aria-label": label,
    "data-calls": "",
  });
  element.onclick = async () => {
    const next = element.getAttribute("aria-checked") !== "true";
    element.setAttribute("aria-checked", String(next));
    try {
      await act(next);
    } catch (error) {
      element.setAttribute("aria-checked", String(!next));
      throw error;
    }
  };
  return element;
}

/**
 * Returns a button that calls the server. The server's words about an error stand below it until the next try.
 * @returns a fragment's children: the button, and the place for the error.
 */
export function callButton(label, act, properties = {}, symbol = null) {
  const error = make("p", { className: "error", role: "alert" });
  const element = make(
    "button",
    { type: "button", className: "button", "data-calls": "", ...properties },
    symbol && icon(symbol),
    label,
  );
  element.onclick = async () => {
    error.textContent = "";
    try {
      await act();
    } catch ({ message }) {
      error.textContent = message;
    }
  };
  element.error = error;
  return element;
}

/** Returns a line with buttons, and below it what went wrong. */
export const buttonLine = (...buttons) => {
  const present = buttons.filter(Boolean);
  return make(
    "div",
    {},
    make("div", { className: "buttons" }, ...present),
    ...present.map((button) => button.error).filter(Boolean),
  );
};

/** Returns the button that closes a detail. */
export const closeButton = (onclick) => iconButton("close", "Close", onclick);

/**
 * Returns the head of a detail: on a phone the way back to the list, then the title, and the buttons for its link and to close it.
 * @param title an element of the class `what`.
 * @param options `list`, the title of the list; `close`; `more`, elements before the buttons; `linkClass`, the class of the button for
 * the link, which a phone leaves out by default.
 */
export const detailHead = (title, { list, close, more = [], linkClass = "bare wide-only" }) =>
  make(
    "div",
    { className: "detail-head" },
    make("button", { type: "button", className: "bare back", onclick: close }, icon("left"), list),
    title,
    make("span", { className: "push" }),
    ...more,
    iconButton("link", "Copy the link", () => copy(location.href), { className: linkClass }),
    closeButton(close),
  );
