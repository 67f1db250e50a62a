// What stands in place of the requests while there are none: a first request to send, and where the traffic is instead.
import { href } from "./address.js";
import { fill, icon, make } from "./dom.js";
import { copyBox } from "./copy.js";
import { switchButton } from "./controls.js";
import { makeSender } from "./sender.js";
import { allSandboxes } from "./overview.js";
import { baseOf, call, get, vendors } from "./server.js";
import { count } from "./text.js";

/** Shows the card once, and keeps what the reader chose in it. */
export async function showEmpty(place, { sandbox, signal }, wasCleared) {
  const others = allSandboxes().filter((other) => other.name !== sandbox && other.requests > 0);
  const state = `${sandbox} ${wasCleared} ${sandbox !== null && others.length > 0}`;
  if (place.dataset.shown === state) {
    const line = place.querySelector(".elsewhere");
    if (line) line.textContent = elsewhere(others);
    return;
  }
  place.dataset.shown = state;
  const target = sandbox ?? "default";
  const sender = make("div", {}), hints = make("div", { className: "hints" });
  fill(place, make("div", { className: "first" }, ...words(sandbox, others, wasCleared), sender, hints));
  const [all] = await Promise.all([vendors(), makeSender(sender, target, signal)]).catch(() => [[]]);
  if (signal.aborted || all.length === 0) return;
  fill(hints, ...await hintsOf(target));
}

const elsewhere = (others) => {
  const requests = others.reduce((sum, other) => sum + other.requests, 0);
  return `${count(requests, "request")} went to ${others.length} other ${
    others.length === 1 ? "sandbox" : "sandboxes"
  }.`;
};

function words(sandbox, others, wasCleared) {
  if (wasCleared) {
    return [make("h2", {}, "Cleared. New requests appear here."), make("p", { className: "lead" }, "Or send one:")];
  }
  if (sandbox !== null && others.length > 0) {
    return [
      make("h2", {}, "Nothing was sent to ", make("bdi", {}, sandbox)),
      make("p", { className: "lead elsewhere" }, elsewhere(others)),
      make(
        "p",
        { className: "buttons" },
        make(
          "a",
          { className: "button main", href: href({ sandbox: null, steps: [], query: null }) },
          "Show all sandboxes",
        ),
      ),
    ];
  }
  return [
    make("h2", {}, "Send your first request"),
    make(
      "p",
      { className: "lead" },
      "It arrives here the moment it is answered, with what it changed or why it was refused.",
    ),
  ];
}

const hint = (symbol, title, text, content, link) =>
  make("section", {}, make("h3", {}, icon(symbol), title), make("p", { className: "second" }, text), content, link);

async function hintsOf(sandbox) {
  const [first] = await vendors();
  const key = (await exampleKey()) ?? "your_key";
  const fault = switchButton("Next request: too many requests", false, async (isOn) => {
    if (isOn) {
      await call("POST", "/mappings", {
        name: "Next request: too many requests",
        priority: 1,
        request: { method: "ANY" },
        understudy: { error: 429, times: 1 },
        metadata: { dashboard: { once: true } },
      }, sandbox);
    } else await call("POST", "/mappings/remove-by-metadata", { matchesJsonPath: "$.dashboard.once" }, sandbox);
  }, "switch violet");
  return [
    hint(
      "connect",
      "Point your own client here",
      "Use this address instead of the vendor’s.",
      copyBox(`${baseOf(sandbox)}/${first.id}`, "the base URL"),
      make("a", { href: href({ page: "connect" }) }, "Base URLs and keys"),
    ),
    hint(
      "sandboxes",
      "Give each test its own sandbox",
      "Put the test’s name behind the key.",
      copyBox(`${key}~checkout-7`, "the key"),
      make("a", { href: href({ page: "sandboxes" }) }, "How sandboxes work"),
    ),
    hint(
      "faults",
      "See how your code copes",
      "Slow, busy or broken, with one switch.",
      make("div", { className: "box" }, fault, make("span", {}, "Next request: too many requests")),
      make("a", { href: href({ page: "faults" }) }, "All faults"),
    ),
  ];
}

/** Returns a seeded key, from the example of any agent. */
async function exampleKey() {
  const { agents } = await get("/agents", "default");
  const agent = agents.find((agent) => agent.collection === "centerfy") ?? agents[0];
  if (!agent) return null;
  const { examples } = await get(
    `/agents/${encodeURIComponent(agent.collection)}/${encodeURIComponent(agent.id)}/examples`,
    "default",
  );
  return Object.entries(examples[0]?.headers ?? {}).find(([name]) => name !== "Content-Type")?.[1] ?? null;
}
