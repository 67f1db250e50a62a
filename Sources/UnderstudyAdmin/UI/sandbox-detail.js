// One sandbox: its counts, clock, delay and snapshots, and what can be taken from it.
import { current, href } from "./address.js";
import { buttonLine, callButton } from "./controls.js";
import { ask, askDelete, askRestore, askSnapshotName } from "./dialogs.js";
import { announce, excerpt, fill, icon, iconButton, make, whenReleased } from "./dom.js";
import { loadOverview, onOverview } from "./overview.js";
import { address, call, get, path } from "./server.js";
import { clockForm, delayForm } from "./states.js";
import { atMostEvery, listen } from "./stream.js";
import { count, number } from "./text.js";

const parts = (sandbox) =>
  [["requests", "requests"], ["refused", "refused"], ["agentsChanged", "agents changed"], ["mappings", "faults on"]]
    .map(([member, label]) =>
      make(
        "div",
        {},
        make("b", { "data-member": member }, number(sandbox[member] ?? 0)),
        make("span", { className: "quiet" }, label),
      )
    );

const head = (symbol, title, action) =>
  make("div", { className: "section-head" }, icon(symbol), make("h3", {}, title), action);

export const sandboxDetail = {
  /** Draws everything, and clock, delay and snapshots again when they change, until the signal is aborted. */
  async draw(place, sandbox, { isUsed, signal, removed }) {
    const { name } = sandbox;
    const clock = make("div", {}), delay = make("div", {}), snapshots = make("div", {});
    const act = (label, symbol, ask, action, className) =>
      callButton(
        label,
        async () => {
          if (await ask()) await action();
        },
        { className },
        symbol,
      );
    fill(
      place,
      !isUsed &&
        make(
          "p",
          { className: "quiet" },
          "Nothing has used it yet. It is created on first use, with the seeded agents.",
        ),
      make("div", { className: "card numbers" }, ...parts(sandbox)),
      buttonLine(
        make(
          "a",
          { className: "button main", href: href({ sandbox: name, page: "requests", steps: [], query: null }) },
          icon("requests"),
          "Open its requests",
        ),
        act("Reset", "undo", () => askReset(name), async () => {
          await call("POST", "/reset", undefined, name);
          announce(`${name} was reset`);
          await loadOverview();
          if (!signal.aborted) await redraw();
        }, "button"),
        make("span", { className: "push" }),
        act("Remove", "trash", () => askRemove(name), async () => {
          await call("DELETE", path("sandboxes", name), undefined, null);
          announce(`${name} is removed`);
          await loadOverview();
          removed();
        }, "button danger"),
      ),
      head("clock", "Clock"),
      clock,
      head("delay", "Delay of every answer"),
      delay,
      head(
        "camera",
        "Snapshots of its agents",
        callButton("Save", () => saveSnapshot(name, snapshots), { className: "button small" }, "plus"),
      ),
      snapshots,
      head("download", "Take it with you"),
      make(
        "div",
        { className: "buttons" },
        download("Agents as seed file", address("/export", name), `${name}.json`),
        download("Requests as JSON", address("/requests", name), `${name}-requests.json`),
        download("Requests as HAR", address("/requests.har", name), ""),
      ),
    );
    const redraw = () => Promise.all([clockForm(clock, name), delayForm(delay, name), drawSnapshots(snapshots, name)]);
    const follow = atMostEvery(300, () => {
      for (const [element, draw] of [[clock, clockForm], [delay, delayForm], [snapshots, drawSnapshots]]) {
        whenReleased(element, () => {
          if (signal.aborted) return;
          if (isInUse(element)) follow();
          else draw(element, name).catch(() => {});
        });
      }
    });
    for (const event of ["ready", "gone", "sandbox"]) {
      listen(event, (data) => {
        if (!data.sandbox || data.sandbox === name) follow();
      }, signal);
    }
    // The stream has the events of the chosen sandbox only.
    onOverview(() => {
      if (![null, name].includes(current().sandbox)) follow();
    }, signal);
    await redraw();
  },

  /** Draws the counts again. */
  update(place, sandbox) {
    for (const element of place.querySelectorAll("[data-member]")) {
      element.textContent = number(sandbox[element.dataset.member] ?? 0);
    }
  },
};

/** Whether the reader is in a part, or in a dialog that it has opened. */
const isInUse = (element) =>
  element.contains(document.activeElement) || document.querySelector("dialog[open]") !== null;

const download = (label, to, name) => make("a", { className: "button", href: to, download: name }, label);

/** Returns what a sandbox holds, in words. */
async function holdings(name) {
  const { sandboxes } = await get("/sandboxes", null);
  const { requests = 0, mappings = 0 } = sandboxes.find((sandbox) => sandbox.name === name) ?? {};
  return `Its ${count(requests, "request")}, ${count(mappings, "fault")}`;
}

export const askReset = async (name) =>
  ask(
    `Reset ${name}?`,
    `${await holdings(name)}, clock and rule switches go; its agents become as seeded. Snapshots stay.`,
    "Reset",
  );
const askRemove = async (name) =>
  ask(
    `Remove ${name}?`,
    `${await holdings(
      name,
    )}, clock, rule switches, agents and snapshots go. The next use creates it with the seeded agents.`,
    "Remove",
  );

async function saveSnapshot(name, place) {
  const chosen = await askSnapshotName(name);
  if (!chosen) return;
  await call("PUT", path("snapshots", chosen), undefined, name);
  announce(`${chosen} is saved`);
  await drawSnapshots(place, name);
}

async function drawSnapshots(place, name) {
  const { snapshots } = await get("/snapshots", name);
  if (snapshots.length === 0) return fill(place, make("p", { className: "quiet" }, "None yet."));
  fill(
    place,
    make(
      "ul",
      { className: "card snapshots" },
      ...snapshots.map((snapshot) => {
        const error = make("p", { className: "error", role: "alert" });
        const act = (action, done) => async () => {
          try {
            await action();
            announce(done);
            await drawSnapshots(place, name);
          } catch ({ message }) {
            error.textContent = message;
          }
        };
        return make(
          "li",
          {},
          make("b", { className: "cut-short" }, excerpt(snapshot.name, 64)),
          make("span", { className: "quiet" }, count(snapshot.agents, "agent")),
          make("span", { className: "push" }),
          callButton("Restore", async () => {
            if (await askRestore(snapshot.name, name)) {
              await act(
                () => call("POST", path("snapshots", snapshot.name, "restore"), undefined, name),
                `${snapshot.name} is restored`,
              )();
            }
          }, { className: "button small", "aria-label": `Restore ${snapshot.name}` }),
          iconButton("close", `Delete ${snapshot.name}`, async () => {
            if (await askDelete(snapshot.name)) {
              await act(
                () => call("DELETE", path("snapshots", snapshot.name), undefined, name),
                `${snapshot.name} is deleted`,
              )();
            }
          }, { "data-calls": "" }),
          error,
        );
      }),
    ),
  );
}
