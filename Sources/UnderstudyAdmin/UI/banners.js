// Banners above every page: while a seed file is wrong, and after sandboxes were reset.
import { show } from "./dialogs.js";
import { button, excerpt, fill, find, foreign, iconButton, make, sentence } from "./dom.js";
import { call, get } from "./server.js";
import { listen } from "./stream.js";
import { count } from "./text.js";

/** In milliseconds: how long is said what has happened. */
const shown = 5000;
let closed = null, wasWrong = false;

/** @param isShown returns whether the page is about a sandbox. */
export function startBanners(isShown) {
  listen("ready", load);
  listen("seeds", load);
  listen("gone", ({ sandbox }) => {
    if (isShown(sandbox)) sayGone(sandbox);
  });
}

const load = () => get("/seed", null).then(draw).catch(() => {});

function draw({ errors = [], errorCount = errors.length, agents }) {
  const text = JSON.stringify(errors);
  find("seeds")?.remove();
  if (errors.length === 0) {
    if (wasWrong) sayGood(agents);
    wasWrong = false;
    closed = null;
    return;
  }
  wasWrong = true;
  if (text === closed) return;
  const [first] = errors;
  find("banners").append(
    make(
      "div",
      { className: "banner amber", id: "seeds", role: "status" },
      make(
        "p",
        {},
        make(
          "b",
          {},
          excerpt(first.file?.split("/").at(-1) ?? "A seed file"),
          " is wrong, so the seeds from before are still used.",
        ),
        " ",
        ...words(first),
      ),
      errorCount > 1 &&
        make(
          "button",
          { type: "button", className: "text-button", onclick: () => showAll(errors) },
          `All ${count(errorCount, "error")}`,
        ),
      button("Read again", readAgain, { className: "button small", "data-calls": "" }),
      iconButton("close", "Close", () => {
        closed = text;
        find("seeds")?.remove();
      }),
      make("p", { className: "error", id: "seeds-error" }),
    ),
  );
}

const words = ({ line, message }) => [line ? `Line ${line}: ` : "", ...sentence(message)];

function showAll(errors) {
  const dialog = show("The seed files", [
    make(
      "ul",
      { className: "form" },
      ...errors.slice(0, 101).map((error) =>
        make(
          "li",
          {},
          make("b", {}, foreign(error.file ?? "")),
          " ",
          ...words(error),
          error.pointer && make("span", { className: "quiet" }, " ", foreign(error.pointer)),
        )
      ),
    ),
    make("p", { className: "buttons end" }, button("Close", () => dialog.close(), { autofocus: true })),
  ]);
}

/** The server sends at most so many events in a second; other sandboxes may be gone too. */
const maximumEvents = 50;
const gone = new Set();
let goneTimer = 0;

/** Says that a sandbox was reset or removed, by any client: with others in one banner. */
function sayGone(sandbox) {
  gone.add(sandbox);
  const words = gone.size === 1
    ? [make("bdi", {}, sandbox), " was reset or removed."]
    : [`${gone.size < maximumEvents ? gone.size : "Many"} sandboxes were reset or removed.`];
  const line = find("gone") ?? make("div", { className: "banner", id: "gone", role: "status" });
  if (!line.isConnected) find("banners").append(line);
  fill(line, make("p", {}, ...words));
  clearTimeout(goneTimer);
  goneTimer = setTimeout(() => {
    gone.clear();
    line.remove();
  }, shown);
}

async function readAgain() {
  try {
    await call("POST", "/seed/reload", undefined, null);
  } catch ({ message }) {
    if (find("seeds-error")) find("seeds-error").textContent = message;
  }
  await load();
}

function sayGood(agents) {
  const line = make(
    "div",
    { className: "banner green", id: "seeds", role: "status" },
    make("p", {}, agents === undefined ? "The seeds were read again." : `Seeds read again: ${count(agents, "agent")}.`),
  );
  find("banners").append(line);
  setTimeout(() => line.remove(), shown);
}
