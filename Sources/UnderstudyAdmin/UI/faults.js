// The page of the faults: switches, the delay of every answer, the rate limits, what is on, and what it did.
import { loadCatalog } from "./catalog.js";
import { makeBuilder } from "./fault-build.js";
import { mappingFor, ownOf, presets, secondsUntil } from "./fault-mappings.js";
import { drawCode, makeNow } from "./fault-now.js";
import { drawPast } from "./fault-past.js";
import { makeRates } from "./fault-rates.js";
import { durationBar, makeSwitches } from "./fault-switches.js";
import { callButton } from "./controls.js";
import { nameOf } from "./collections.js";
import { announce, button, fill, icon, make } from "./dom.js";
import { onJournal } from "./journal.js";
import { vendors } from "./server.js";
import { delayForm } from "./states.js";
import { atMostEvery } from "./stream.js";
import { number } from "./text.js";

export const page = {
  id: "faults",
  title: "Faults",
  icon: "faults",
  key: "f",
  inSide: true,
  hasTab: true,
  needsSandbox: true,
  about: "These are the faults of",
  mount,
  badge(sandboxes) {
    const on = sandboxes.reduce((sum, sandbox) => sum + Number(sandbox.mappings ?? 0), 0);
    return on > 0 ? { text: `${number(on)} on`, kind: "violet" } : null;
  },
};

function mount(place) {
  const { sandbox, signal } = place;
  let mappings = [],
    all = [],
    titles = new Map(),
    agents = new Map(),
    switches = null,
    newest = null,
    timer = 0,
    isLoaded = false;
  const now = make("div", { className: "now-list" }),
    nowNumber = make("span", { className: "number" }),
    code = make("div", { className: "code text", tabIndex: 0, role: "group", "aria-label": "As code" });
  const past = make("div", {}),
    pastNumber = make("span", { className: "number" }),
    delay = make("div", { className: "every-answer" }),
    grid = make("div", {}),
    rates = makeRates(place);
  const drawNow = makeNow(now, { sandbox, changed: () => load() });
  const off = callButton(
    "Switch all off",
    async () => {
      await place.call("DELETE", "/mappings");
      announce("All faults are off");
      await load();
    },
    {},
    "close",
  );
  const builder = makeBuilder(place, {
    vendors: () => all,
    agents: () => agents,
    changed: (mapping) => {
      newest = mapping;
      return load();
    },
  });
  place.showActions(
    off.error,
    button(
      "Build your own",
      () => place.go({ steps: ["new"] }),
      { className: "button wide-only", "data-calls": "" },
      "plus",
    ),
    off,
  );
  place.showBar(...durationBar(() => {
    switches?.drawNotes();
    draw();
  }));
  fill(
    place.body,
    make(
      "div",
      { className: "scroll faults" },
      grid,
      make(
        "p",
        { className: "second hint" },
        "A fault answers in the vendor’s own words, for reads and updates alike. To hit one agent or one call only, build your own, or choose “Make this fail next time” on a request.",
      ),
      make(
        "p",
        { className: "phone-only" },
        button("Build your own", () => place.go({ steps: ["new"] }), { "data-calls": "" }, "plus"),
      ),
      make(
        "section",
        {},
        make("h2", {}, "Every answer"),
        make(
          "div",
          { className: "card delay-card" },
          make("p", {}, icon("delay"), make("span", {}, make("b", {}, "Delay"), " before each answer of every vendor")),
          delay,
        ),
        make(
          "div",
          { className: "card rates-card" },
          make(
            "p",
            {},
            icon("rate"),
            make("span", {}, make("b", {}, "Rate limit"), " refuse what a vendor would, above so many requests"),
          ),
          rates.element,
        ),
      ),
      make("section", {}, make("h2", {}, "What faults did ", pastNumber), past),
    ),
    make(
      "aside",
      { className: "aside", "aria-label": "On now", tabIndex: 0 },
      make("section", {}, make("h2", {}, "On now ", nowNumber), now),
      make(
        "section",
        {},
        make("h2", {}, "As code"),
        make("p", { className: "second" }, "The same from a test, for this sandbox."),
        code,
      ),
    ),
  );

  async function load() {
    const found = await place.get("/mappings");
    if (signal.aborted) return;
    ({ mappings } = found);
    isLoaded = true;
    draw();
    builder.loaded(mappings);
  }

  async function start() {
    const [list, , stored] = await Promise.all([
      vendors(),
      loadCatalog(),
      place.get("/agents").catch(() => ({ agents: [] })),
    ]);
    if (signal.aborted) return;
    all = list;
    titles = new Map(all.map(({ id, title }) => [id, title]));
    agents = new Map(stored.agents.map(({ collection, id, record }) => [id, { collection, name: nameOf(record, id) }]));
    switches = makeSwitches(all, sandbox, {
      changed: (mapping) => {
        if (mapping) newest = mapping;
        return load();
      },
    });
    fill(grid, switches.element);
    await Promise.all([load(), rates.load(), delayForm(delay, sandbox)]);
  }

  /** Returns the mapping that is shown as code while none is on. */
  function exampleFault() {
    const vendor = all.find(({ id }) => id === "centerfy") ?? all[0];
    return mappingFor(vendor, presets.find(({ id }) => id === "429"));
  }

  function draw() {
    if (!switches || !isLoaded) return;
    clearTimeout(timer);
    const present = mappings.filter((mapping) => {
      const { expiresAt } = ownOf(mapping);
      return !expiresAt || secondsUntil(expiresAt) > 0;
    });
    switches.update(present);
    nowNumber.textContent = present.length > 0 ? number(present.length) : "";
    off.disabled = present.length === 0;
    drawNow(present, { titles, agentName: (id) => agents.get(id)?.name ?? id });
    drawCode(code, newest ?? present[0] ?? exampleFault(), sandbox);
    drawPast(past, pastNumber, sandbox);
    if (present.some((mapping) => ownOf(mapping).expiresAt)) {
      timer = setTimeout(() => {
        if (!signal.aborted) draw();
      }, 1000);
    }
  }

  place.follow(() => load().catch(() => {}), 300, ["mappings", "seeds"], (row) => row.mapping !== null);
  place.follow(() => rates.load().catch(() => {}), 300, ["rules"], (row) => row.rule);
  place.follow(
    () => {
      if (!delay.contains(document.activeElement)) delayForm(delay, sandbox).catch(() => {});
    },
    300,
    ["sandbox"],
  );
  const showPast = atMostEvery(300, () => {
    if (!signal.aborted && isLoaded) drawPast(past, pastNumber, sandbox);
  });
  onJournal(showPast, signal);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    builder.close();
  });
  start();
  return { show: ({ steps }) => builder.show(steps[0] ?? null) };
}
