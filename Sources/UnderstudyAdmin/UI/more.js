// More: what has no tab of its own on a phone.
import { href } from "./address.js";
import { fill, icon, make } from "./dom.js";
import { menuButton } from "./menu.js";
import { schemeItems } from "./settings.js";
import { showClock, showDelay } from "./states.js";
import { newSandbox } from "./side.js";
import { showKeys } from "./keys.js";

export const page = {
  id: "more",
  title: "More",
  icon: "more",
  hasTab: true,
  needsSandbox: true,
  about: "These are the clock and the delay of",
  mount,
};

function mount({ body, sandbox }) {
  const item = (symbol, title, properties) =>
    make(
      properties.href ? "a" : "button",
      { className: "more-item", ...properties },
      icon(symbol),
      title,
      icon("right", "icon push"),
    );
  fill(
    body,
    make(
      "div",
      { className: "scroll more-list" },
      item("sandboxes", "Sandboxes", { href: href({ page: "sandboxes" }) }),
      item("compare", "Compare", { href: href({ page: "compare" }) }),
      item("connect", "Connect", { href: href({ page: "connect" }) }),
      item("plus", "New sandbox", { type: "button", onclick: newSandbox }),
      item("clock", "Clock", { type: "button", onclick: () => showClock(sandbox) }),
      item("delay", "Delay", { type: "button", onclick: () => showDelay(sandbox) }),
      item("unknown", "Keys", { type: "button", onclick: showKeys }),
      menuButton("Colours and keys", schemeItems, { symbol: "scheme", className: "more-item" }),
    ),
  );
}
