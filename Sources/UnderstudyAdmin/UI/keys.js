// Single keys. They act outside fields only, and can be switched off.
import { show } from "./dialogs.js";
import { find, isField, make } from "./dom.js";
import { keep, kept } from "./kept.js";
import { openPalette } from "./palette.js";
import { pages } from "./pages.js";
import { toggleSide } from "./side.js";

let pageKeys = {}, goTo = () => {}, isAfterG = 0;

export const setPageKeys = (keys) => {
  pageKeys = keys;
};
export const areLettersOn = () => kept("letters") !== "off";
export const switchLetters = (isOn) => keep("letters", isOn ? null : "off");

export function startKeys({ go }) {
  goTo = go;
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.altKey) {
      event.preventDefault();
      return openPalette();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], .menu:popover-open")) {
      return;
    }
    if (isField(event.target)) return;
    const act = actionOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionOf({ key, target }) {
  if (key === "Escape") return pageKeys.Escape;
  if (!areLettersOn() || key.length !== 1 || (key === " " && target !== document.body)) return null;
  if (performance.now() < isAfterG) {
    isAfterG = 0;
    const page = pages.find((page) => page.key === key);
    return page ? () => goTo(page.id) : null;
  }
  if (key === "g") {
    return () => {
      isAfterG = performance.now() + 1500;
    };
  }
  return { "/": focusFilter, "[": toggleSide, "?": showKeys }[key] ?? pageKeys[key];
}

function focusFilter() {
  const field = find("bar").querySelector("input[type=search]");
  field?.focus();
  field?.select();
}

const list = () => [
  ["Ctrl K", "search or jump"],
  ["/", "filter"],
  ["↑ ↓ j k", "rows"],
  ["Home End", "first and last row"],
  ["Enter", "open the detail"],
  ["Space", "switch the rule"],
  ["Esc", "back"],
  ["r", "send again"],
  ["e", "edit and send"],
  ["f", "make it fail next time"],
  ["c", "copy as curl"],
  ["p", "pause"],
  ...pages.filter(({ key }) => key).map(({ key, title }) => [`g ${key}`, title]),
  ["[", "fold the side bar"],
  ["?", "these keys"],
];

export function showKeys() {
  const dialog = show("Keys", [
    make(
      "dl",
      { className: "key-list" },
      ...list().flatMap(([keys, use]) => [
        make("dt", {}, ...keys.split(" ").flatMap((key) => [make("kbd", {}, key), " "])),
        make("dd", {}, use),
      ]),
    ),
    make(
      "p",
      { className: "buttons end" },
      make("button", {
        type: "button",
        className: "button",
        autofocus: true,
        onclick: () => dialog.close(),
      }, "Close"),
    ),
  ]);
}
