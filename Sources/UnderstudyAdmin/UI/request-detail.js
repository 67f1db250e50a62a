// The chosen request beside the list: its head, and the parts below it.
import { href } from "./address.js";
import { endpointOf, loadCatalog, operationWords } from "./catalog.js";
import { detailHead } from "./controls.js";
import { announce, excerpt, fill, icon, iconButton, loading, make } from "./dom.js";
import { isJournalLoaded, rowWithId } from "./journal.js";
import { isInvalid, outcome, rowOf } from "./outcome.js";
import { actionsOf } from "./request-actions.js";
import { showEdit } from "./request-edit.js";
import { partsOf } from "./request-parts.js";
import { get, path } from "./server.js";
import { number, preciseTime, took, vendorBadge } from "./text.js";

export function makeDetail(split, place, { close, closeEdit, neighbours, go }) {
  const placeOf = make("span", { className: "place" });
  const previous = iconButton("up", "Previous request", () => step("previous"));
  const next = iconButton("down", "Next request", () => step("next"));
  let shownId = null, shownStep = "", latest = 0, event = null, actions = null;

  const step = (side) => {
    const id = neighbours()[side];
    if (id) go([id]);
  };
  const headOf = (content, kind) =>
    detailHead(make("div", { className: `what ${kind}` }, ...content), {
      list: "Requests",
      close,
      more: [placeOf, previous, next],
    });

  function load(id) {
    const row = rowWithId(id), sandbox = row?.sandbox ?? place.sandbox;
    // The row says in which sandbox the request is.
    if (sandbox === null && !isJournalLoaded()) return null;
    if (sandbox === null) throw Object.assign(new Error("This request is no longer kept."), { status: 404 });
    return get(path("requests", id), sandbox);
  }

  async function draw(id, stepName, isQuiet = false) {
    const current = ++latest;
    split.open();
    const stop = isQuiet ? () => {} : loading(split.detail);
    let content = [];
    try {
      await loadCatalog();
      const found = await load(id);
      if (current !== latest) return;
      if (found === null) return;
      event = found;
      actions = actionsOf(event, { go });
      if (stepName === "edit") showEdit(split.detail, event, { close: closeEdit });
      else {
        const state = splitState();
        content = await contentOf(event);
        if (current !== latest) return;
        fill(split.detail, ...content);
        restore(state);
      }
    } catch (error) {
      if (current !== latest) return;
      event = actions = null;
      fill(
        split.detail,
        headOf([], ""),
        make(
          "div",
          { className: "content" },
          make("p", {}, error.status === 404 ? "This request is no longer kept." : error.message),
        ),
      );
    } finally {
      stop();
    }
    drawPlace();
  }

  const splitState = () => ({ top: split.detail.scrollTop, id: split.detail.dataset.id });
  function restore({ top, id }) {
    split.detail.scrollTop = id === shownId ? top : 0;
    split.detail.dataset.id = shownId;
  }

  async function contentOf(event) {
    const row = rowWithId(event.id) ?? rowOf(event);
    const { kind, icon: symbol, word } = outcome(row);
    const colour = { refused: "red", unknown: "red", fault: "violet", changed: "green" }[kind] ?? "";
    const status = make(
      "span",
      { className: `verdict ${colour}` },
      row.status === null ? word : `${row.status} ${word}`,
    );
    const verdict = [make("span", { className: colour }, icon(symbol)), status];
    return [
      headOf(verdict, kind),
      make(
        "div",
        { className: "content" },
        ...headlines(event, row, verdict),
        actions.line,
        ...await partsOf(event, row, actions),
      ),
      actions.hand,
    ];
  }

  function headlines(event, row, verdict) {
    const { request } = event,
      details = request.understudy,
      endpoint = endpointOf(row.endpoint),
      words = operationWords(row);
    const agent = row.agentName ?? details.agent;
    return [
      make(
        "div",
        { className: "phone-verdict" },
        ...verdict.map((part) => part.cloneNode(true)),
        make(
          "span",
          { className: "push quiet" },
          `${preciseTime(row.loggedDate).slice(0, 8)}${row.micros === null ? "" : `, ${took(row.micros)}`}`,
        ),
      ),
      make(
        "div",
        { className: "call" },
        vendorBadge(endpoint?.vendor, endpoint?.vendorTitle),
        make("span", { className: "method-tag" }, request.method.slice(0, 10)),
        make("h2", {}, words ? `${words.verb} ${words.noun}` : isInvalid(row) ? "invalid request" : "no such path"),
      ),
      make(
        "div",
        { className: "path-line" },
        make("code", { title: request.url.slice(0, 500) }, excerpt(request.url, 500)),
        actions.copyMenu,
      ),
      make(
        "p",
        { className: "facts" },
        details.agent &&
          make(
            "span",
            {},
            "Agent ",
            make("a", {
              href: href({
                sandbox: details.sandbox,
                page: "agents",
                steps: [details.collection, details.agent],
                query: null,
              }),
            }, excerpt(agent, 60)),
          ),
        make(
          "span",
          {},
          "Sandbox ",
          make(
            "a",
            { href: href({ sandbox: details.sandbox, page: "requests", steps: [], query: null }) },
            excerpt(details.sandbox, 64),
          ),
        ),
        row.micros !== null && make("span", { className: "wide-only" }, "Took ", make("b", {}, took(row.micros))),
        make("span", { className: "wide-only" }, preciseTime(row.loggedDate)),
      ),
    ];
  }

  function drawPlace() {
    if (shownId === null) return;
    const { at, all, previous: before, next: after } = neighbours();
    const words = at < 0 ? "" : `${number(at + 1)} of ${number(all)}`;
    if (placeOf.textContent !== words) placeOf.textContent = words;
    previous.disabled = !before;
    next.disabled = !after;
  }

  return {
    drawPlace,
    async show(id, stepName) {
      if (id === shownId && stepName === shownStep) return;
      const isOther = id !== shownId;
      [shownId, shownStep] = [id, stepName];
      if (id === null) {
        latest += 1;
        event = actions = null;
        return split.close();
      }
      await draw(id, stepName);
      if (isOther) announce("The request is shown");
    },
    change({ changed, added, skipped }) {
      if (changed && changed.id === shownId && shownStep === "") draw(shownId, "", true);
      // A shared address, before its row was known.
      else if (!added && !skipped && shownId !== null && event === null) draw(shownId, shownStep, true);
    },
    keys: {
      sendAgain: () => actions?.sendAgain.click(),
      edit: () => shownId !== null && go([shownId, "edit"], false),
      fail: () => actions?.failMenu.click(),
      copy: () => actions?.copyCurl(),
    },
  };
}
