// The chosen agent beside the list: its head, its tabs, and what can be done with it.
import { href } from "./address.js";
import { showRecordEditor } from "./agent-edit.js";
import { loadHistory, refusedTries } from "./agent-history.js";
import { keysOf } from "./agent-keys.js";
import { showCreation, showUpdate } from "./agent-send.js";
import { timeline } from "./agent-timeline.js";
import { callButton, detailHead, switchButton } from "./controls.js";
import { copyIcon } from "./copy.js";
import { announce, button, excerpt, fill, loading, make } from "./dom.js";
import { write } from "./json.js";
import { jsonView } from "./jsonview.js";
import { keep, kept } from "./kept.js";
import { menuButton } from "./menu.js";
import { path } from "./server.js";
import { atMostEvery } from "./stream.js";
import { number, time, vendorBadge } from "./text.js";

const tabs = [["history", "History"], ["stored", "Stored now"], ["keys", "Owner and keys"]];
const forms = ["send", "edit"];

export function makeAgentDetail(split, place, { close, go, reload, agents }) {
  const { sandbox } = place;
  let steps = [], agent = null, group = null, latest = 0, drawn = "", parts = null, history = null;
  const state = { chosen: new Set(), limit: undefined };

  const showsRefused = () => kept("refused-tries") !== "off";
  const isForm = () => steps[0] === "new" || forms.includes(steps[2]);
  const backToAgent = () => go(steps.slice(0, 2), true);

  /** Shows what the address says. @param isQuiet whether only the data may be different. */
  async function show(next, { isLoaded, agent: found, group: kind, isQuiet }) {
    const isOther = next.join("/") !== steps.join("/");
    if (next[0] !== steps[0] || next[1] !== steps[1]) {
      state.chosen.clear();
      state.limit = undefined;
    }
    steps = next;
    [agent, group] = [found, kind];
    if (steps.length < 2) {
      latest += 1;
      drawn = "";
      parts = null;
      return split.close();
    }
    if (!isLoaded || (isQuiet && isForm() && drawn === steps.join("/"))) return;
    const current = ++latest;
    split.open();
    try {
      await draw(current);
      if (isOther && current === latest) announce(steps[0] === "new" ? "New agent" : "The agent is shown");
    } catch ({ message }) {
      if (current === latest) {
        drawn = "";
        parts = null;
        fill(split.detail, head(), make("div", { className: "content" }, make("p", { className: "error" }, message)));
      }
    }
  }

  async function draw(current) {
    if (steps[0] === "new") return form(() => showCreation(split.detail, steps[1], sandbox, agents(), { close }));
    if (agent === null) return nothing();
    if (steps[2] === "send" && agent.record !== null) {
      return form(() => showUpdate(split.detail, agent, sandbox, { close: backToAgent, title: "Send an update" }));
    }
    if (steps[2] === "edit" && agent.record !== null) {
      return form(() =>
        showRecordEditor(split.detail, agent, sandbox, {
          close: backToAgent,
          done: async () => {
            await reload();
            backToAgent();
          },
        })
      );
    }
    if (drawn !== steps.join("/") || parts === null || parts.isDeleted !== (agent.record === null)) drawFrame();
    await drawContent(current);
  }

  async function form(make) {
    if (drawn === steps.join("/")) return;
    drawn = steps.join("/");
    parts = null;
    await make();
  }

  function nothing() {
    drawn = "";
    parts = null;
    fill(
      split.detail,
      head(),
      make(
        "div",
        { className: "content" },
        make("p", {}, "No agent is called “", excerpt(steps[1], 80), `” in ${sandbox}.`),
      ),
    );
  }

  const head = (...content) => detailHead(make("div", { className: "what" }, ...content), { list: "Agents", close });

  function drawFrame() {
    drawn = steps.join("/");
    const tab = tabs.some(([id]) => id === steps[2]) ? steps[2] : "history", isDeleted = agent.record === null;
    parts = {
      tab,
      isDeleted,
      body: make("div", { className: "tab-body" }),
      number: make("span", { className: "number" }),
      error: make("p", { className: "error", role: "alert" }),
    };
    const tries = switchButton("Refused tries too", showsRefused(), (isOn) => {
      keep("refused-tries", isOn ? null : "off");
      drawHistory();
    });
    const links = tabs.filter(([id]) => !isDeleted || id === "history").map(([id, label]) =>
      make(
        "a",
        {
          href: href({ steps: [steps[0], steps[1], ...(id === "history" ? [] : [id])] }),
          ...(id === tab ? { "aria-current": "page" } : {}),
        },
        label,
        id === "history" && parts.number,
      )
    );
    fill(
      split.detail,
      head(
        vendorBadge(group.vendor, group.vendorTitle),
        make("h2", { className: "cut-short" }, excerpt(agent.name, 80)),
        make("code", { className: "agent-id cut-short", title: agent.id.slice(0, 200) }, excerpt(agent.id)),
        copyIcon("Copy the id", agent.id),
      ),
      make(
        "div",
        { className: "detail-tabs" },
        make("nav", { "aria-label": "Parts of the agent" }, ...links),
        tab === "history" &&
          make("label", { className: "tries" }, tries, make("span", { "aria-hidden": "true" }, "Refused tries too")),
      ),
      make("div", { className: "content" }, isDeleted ? deletedLine() : actions(), parts.error, parts.body),
      isDeleted ? "" : hand(),
    );
    split.detail.scrollTop = 0;
  }

  const open = (step) => () => go([steps[0], steps[1], step]);

  /** Calls the server about the agent, and says below the buttons what went wrong. */
  const act = (action, words) => async () => {
    parts.error.textContent = "";
    try {
      await action();
      announce(words);
      await reload();
    } catch ({ message }) {
      if (parts) parts.error.textContent = message;
    }
  };
  const own = (...more) => path("agents", agent.collection, agent.id, ...more);
  const toSeed = () => act(() => place.call("POST", own("reset")), "The agent is as seeded")();
  const remove = () => act(() => place.call("DELETE", own()), "The agent is deleted")();

  const actions = () =>
    make(
      "div",
      { className: "buttons actions-line" },
      button("Send an update", open("send"), { "data-calls": "" }, "send"),
      button("Edit", open("edit"), {}, "edit"),
      agent.state !== "created" && button("Back to the seed", toSeed, { "data-calls": "" }, "undo"),
      button("Delete", remove, { className: "button danger push", "data-calls": "" }, "trash"),
    );

  const hand = () =>
    make(
      "div",
      { className: "hand" },
      button("Send an update", open("send"), { className: "button main", "data-calls": "" }, "send"),
      button("Edit", open("edit"), {}, "edit"),
      menuButton(
        "",
        () => [agent.state !== "created" && { label: "Back to the seed", icon: "undo", act: toSeed }, {
          label: "Delete",
          icon: "trash",
          act: remove,
        }],
        { symbol: "more", name: "More about the agent" },
      ),
    );

  /** Returns when an agent was deleted, by which request, and the button that brings it back. */
  function deletedLine() {
    const line = make("div", { className: "card deleted-line" });
    parts.deleted = line;
    return line;
  }

  function drawDeleted() {
    const change = history.changes.find(({ after }) => after === null);
    if (!change || !parts.deleted) return;
    const bringer = callButton(
      "Bring it back",
      async () => {
        await place.call("PUT", own(), change.recordBefore);
        announce("The agent is back");
        await reload();
      },
      { className: "button main" },
      "undo",
    );
    fill(
      parts.deleted,
      make(
        "div",
        { className: "buttons pad" },
        make(
          "p",
          {},
          `Deleted at ${time(change.time)}`,
          ...(change.requestId === null ? [" by hand."] : [
            " by ",
            make("a", { href: href({ page: "requests", steps: [change.requestId], query: null }) }, "a request"),
            ".",
          ]),
        ),
        make("span", { className: "push" }),
        bringer,
        bringer.error,
      ),
    );
  }

  async function drawContent(current) {
    const stop = parts.body.childElementCount === 0 ? loading(parts.body) : () => {};
    try {
      const loaded = await loadHistory(agent, sandbox, state.limit);
      if (current !== latest || parts === null) return;
      history = loaded;
      parts.number.textContent = history.total > 0 ? number(history.total) : "";
      if (parts.isDeleted) drawDeleted();
      if (parts.tab === "history") return drawHistory();
      const content = parts.tab === "stored"
        ? [jsonView("Stored record", agent.record, [], write(agent.record))]
        : await keysOf(agent, group, sandbox);
      if (current !== latest || parts === null) return;
      const signature = JSON.stringify(agent.record);
      if (parts.signature === signature) return;
      parts.signature = signature;
      fill(parts.body, ...content);
    } finally {
      stop();
    }
  }

  function drawHistory() {
    if (parts?.tab !== "history" || history === null || agent === null) return;
    const refused = showsRefused() ? refusedTries(agent.collection, agent.id, sandbox) : [];
    const signature = JSON.stringify([
      agent.record,
      history.changes.map(({ key }) => key),
      [history.total, history.evicted > 0],
      refused.map(({ id }) => id),
      [...state.chosen],
      state.limit,
    ]);
    if (parts.signature === signature) return;
    parts.signature = signature;
    const focused = parts.body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    fill(
      parts.body,
      ...timeline({ agent, history, refused, sandbox, state, redraw: drawHistory, more: drawMore, reload }),
    );
    if (focused !== undefined) parts.body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Draws as many entries as are wanted now, for which older changes may have to be loaded. */
  async function drawMore() {
    const isLoaded = history.changes.length === history.total || history.changes.length >= state.limit;
    await (isLoaded ? drawHistory() : drawContent(latest));
  }

  return {
    show,
    journalChanged: atMostEvery(300, drawHistory),
    edit: () => {
      if (agent?.record && !isForm()) open("edit")();
    },
  };
}
