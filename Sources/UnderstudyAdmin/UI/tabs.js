// Tabs as in the ARIA patterns: arrow keys move between them, and the Tab key reaches the selected one.
import { find } from "./dom.js";

/** @param onShow by the id of each panel, a function that is called when the panel is shown. */
export function startTabs(onShow) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const select = (tab, focus) => {
    for (const other of tabs) {
      const isSelected = other === tab;
      other.setAttribute("aria-selected", isSelected);
      other.tabIndex = isSelected ? 0 : -1;
      find(other.getAttribute("aria-controls")).hidden = !isSelected;
    }
    if (focus) tab.focus();
    const name = tab.getAttribute("aria-controls");
    if (location.hash !== `#${name}`) history.replaceState(null, "", `#${name}`);
    onShow[name]?.();
  };
  for (const [index, tab] of tabs.entries()) {
    tab.onclick = () => select(tab);
    tab.onkeydown = (event) => {
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      select(tabs.at(to % tabs.length), true);
    };
  }
  const named = () => tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
  addEventListener("hashchange", () => named() && select(named()));
  select(named() ?? tabs[0]);
}

export const isShown = (name) => !find(name).hidden && !document.hidden;
