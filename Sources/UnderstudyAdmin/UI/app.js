// The frame: shows the page of the address, with its head, in the chosen sandbox.
import { current, followAddress, go, href } from "./address.js";
import { page as agents } from "./agents.js";
import { startBanners } from "./banners.js";
import { page as compare } from "./compare.js";
import { page as connect } from "./connect.js";
import { startConnection } from "./connection.js";
import { announce, fill, find, make } from "./dom.js";
import { page as faults } from "./faults.js";
import { startJournal } from "./journal.js";
import { keep, kept } from "./kept.js";
import { setPageKeys, startKeys } from "./keys.js";
import { page as more } from "./more.js";
import { startOverview } from "./overview.js";
import { pages } from "./pages.js";
import { makePlace } from "./place.js";
import { page as requests } from "./requests.js";
import { page as rules } from "./rules.js";
import { page as sandboxes } from "./sandboxes.js";
import { choose } from "./server.js";
import { drawSide, startSide } from "./side.js";
import { follow } from "./stream.js";
import { drawTabs } from "./tabs.js";

pages.push(requests, agents, faults, rules, compare, connect, sandboxes, more);

/** What is shown now: the page, its place, and what `mount` returned. */
let shown = null, followed;

function draw() {
  const now = current();
  const page = pages.find((page) => page.id === now.page) ?? pages[0];
  if (now.sandbox !== null) keep("sandbox", now.sandbox);
  const sandbox = now.sandbox ?? (page.needsSandbox ? kept("sandbox") ?? "default" : null);
  choose(sandbox ?? kept("sandbox") ?? "default");
  if (followed !== now.sandbox) {
    followed = now.sandbox;
    follow(now.sandbox);
  }
  if (shown?.page !== page || shown.sandbox !== sandbox || shown.isAll !== (now.sandbox === null)) {
    mount(page, sandbox, now.sandbox === null);
  }
  document.title = `${page.title} · ${now.sandbox ?? "all sandboxes"} · Understudy`;
  drawSide();
  drawTabs();
  shown.instance.show?.(now);
}

function mount(page, sandbox, isAll) {
  shown?.leave();
  const place = makePlace(sandbox, isAll);
  find("title").textContent = page.title;
  find("about").textContent = sandbox ?? (page.isAboutSandboxes ? "All sandboxes" : "");
  document.body.dataset.page = page.id;
  fill(find("actions"));
  fill(find("bar"));
  find("bar").hidden = true;
  fill(find("body"));
  find("chosen")?.remove();
  if (page.needsSandbox && isAll) find("body").before(chosenForYou(page, sandbox));
  shown = { page, sandbox, isAll, leave: place.leave, instance: null };
  shown.instance = page.mount(place) ?? {};
  setPageKeys(shown.instance.keys ?? {});
}

/** Says which sandbox a page is about if all are chosen. */
const chosenForYou = (page, sandbox) =>
  make(
    "p",
    { className: "chosen-for-you", id: "chosen" },
    `${page.about ?? `This is ${page.title} of`} `,
    make("b", {}, sandbox),
    ". ",
    make("a", { href: href({ page: "sandboxes" }) }, "Choose another"),
    ".",
  );

/** Shows errors that are handled nowhere else. */
addEventListener("unhandledrejection", (event) => {
  const text = event.reason?.message ?? "Something went wrong";
  const line = make("div", { className: "banner red", role: "alert" }, make("p", {}, text));
  find("banners").append(line);
  setTimeout(() => line.remove(), 10_000);
});

startConnection();
startJournal();
startOverview();
startSide();
startBanners((sandbox) => shown.sandbox === null || shown.sandbox === sandbox);
startKeys({
  go: (page) => {
    go({ page });
    announce(pages.find((other) => other.id === page)?.title ?? "");
  },
});
followAddress(draw);
draw();
