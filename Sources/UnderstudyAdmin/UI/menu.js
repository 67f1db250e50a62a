// Menus below buttons, as in the ARIA patterns.
import { icon, make } from "./dom.js";

/**
 * Returns a button that opens a menu.
 * @param items a function that returns the items: `{ label, act, href, download, icon, note, isChosen }`, or a text for a group.
 */
export function menuButton(label, items, { symbol = null, name, className = "button" } = {}) {
  const opener = make(
    "button",
    { type: "button", className, "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": name, title: name },
    symbol && icon(symbol),
    label,
    label ? icon("down") : null,
  );
  opener.onclick = () => openMenu(opener, items());
  opener.onkeydown = (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    openMenu(opener, items());
  };
  return opener;
}

function openMenu(opener, items) {
  const menu = make("div", {
    className: "menu",
    role: "menu",
    popover: "auto",
    "aria-label": opener.getAttribute("aria-label") ?? opener.textContent,
  });
  menu.append(
    ...items.filter(Boolean).map((
      item,
    ) => (typeof item === "string"
      ? make("p", { className: "group", role: "presentation" }, item)
      : entry(item, menu, opener))
    ),
  );
  document.body.append(menu);
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    opener.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
    menu.remove();
  });
  menu.onkeydown = (event) => move(event, [...menu.querySelectorAll("[role^=menuitem]")], menu);
  menu.showPopover();
  place(menu, opener.getBoundingClientRect());
  opener.setAttribute("aria-expanded", "true");
  menu.querySelector("[role^=menuitem]")?.focus();
}

function entry({ label, act, href, download, icon: symbol, note, isChosen }, menu, opener) {
  const role = isChosen === undefined ? "menuitem" : "menuitemradio";
  const content = [
    isChosen ? icon("check") : symbol && icon(symbol),
    make("span", {}, label),
    note && make("span", { className: "note" }, note),
  ];
  const properties = { role, tabIndex: -1, ...(isChosen === undefined ? {} : { "aria-checked": String(isChosen) }) };
  const close = () => {
    opener.focus();
    menu.hidePopover();
  };
  if (href) {
    return make("a", {
      ...properties,
      href,
      ...(download === undefined ? {} : { download }),
      onclick: () => menu.hidePopover(),
    }, ...content);
  }
  return make("button", {
    type: "button",
    ...properties,
    onclick: () => {
      close();
      act();
    },
  }, ...content);
}

function move(event, entries, menu) {
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined || entries.length === 0) return;
  event.preventDefault();
  event.stopPropagation();
  entries.at(to % entries.length).focus();
}

/** Puts the menu below the button, or above it if there is no room. */
function place(menu, around) {
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(around.left, innerWidth - width - 8));
  const below = around.bottom + 4;
  menu.style.left = `${left}px`;
  menu.style.top = `${below + height > innerHeight - 8 ? Math.max(8, around.top - height - 4) : below}px`;
}
