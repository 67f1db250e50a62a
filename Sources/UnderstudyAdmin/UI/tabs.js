// Tabs as ARIA describes them: arrow keys move, one of them can be reached with Tab.
import { find } from "./dom.js";

/** @param shown for each panel's id what is done whenever it comes into view. */
export function startTabs(shown) {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const choose = (tab, focus) => {
    for (const other of tabs) {
      const isChosen = other === tab;
      other.setAttribute("aria-selected", isChosen);
      other.tabIndex = isChosen ? 0 : -1;
      find(other.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (focus) tab.focus();
    const name = tab.getAttribute("aria-controls");
    if (location.hash !== `#${name}`) history.replaceState(null, "", `#${name}`);
    shown[name]?.();
  };
  for (const [index, tab] of tabs.entries()) {
    tab.onclick = () => choose(tab);
    tab.onkeydown = (event) => {
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(tabs.at(to % tabs.length), true);
    };
  }
  const named = () => tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
  addEventListener("hashchange", () => named() && choose(named()));
  choose(named() ?? tabs[0]);
}

export const isShown = (name) => !find(name).hidden && !document.hidden;
