// The tabs below, and the button for the sandbox above, on a phone.
import { current, go, href } from "./address.js";
import { fill, find, icon, make } from "./dom.js";
import { allSandboxes } from "./overview.js";
import { pages, tabPages } from "./pages.js";
import { chosenSandboxes } from "./side.js";
import { menuButton } from "./menu.js";
import { number } from "./text.js";

export function drawTabs() {
  const now = current();
  const shown = pages.find(({ id }) => id === now.page), isBelowMore = shown !== undefined && !shown.hasTab;
  const isCurrent = (page) => page === shown || (page.id === "more" && isBelowMore);
  fill(
    find("tabs"),
    ...tabPages().map((page) =>
      make(
        "a",
        {
          href: href({ page: page.id, steps: [], query: null }),
          ...(isCurrent(page) ? { "aria-current": "page" } : {}),
        },
        make(
          "span",
          { className: "tab-icon" },
          icon(page.icon),
          page.badge?.(chosenSandboxes()) && make("span", { className: "tab-dot" }),
        ),
        page.title,
      )
    ),
  );
  const name = now.sandbox ?? "All sandboxes";
  const opener = menuButton(make("span", { className: "cut-short" }, name), () => [
    choice("All sandboxes", null),
    ...allSandboxes().slice(0, 20).map((sandbox) => choice(sandbox.name, sandbox.name, sandbox.requests)),
    { label: "See all", icon: "sandboxes", act: () => go({ page: "sandboxes" }) },
  ], { className: "phone-sandbox button" });
  opener.id = "phone-sandbox";
  opener.prepend(icon("mark", "mark"));
  if (find("phone-sandbox") !== document.activeElement) find("phone-sandbox").replaceWith(opener);
}

const choice = (label, name, requests) => ({
  label,
  isChosen: current().sandbox === name,
  note: requests === undefined ? undefined : number(requests),
  act: () => go({ sandbox: name, page: current().page, steps: [] }),
});
