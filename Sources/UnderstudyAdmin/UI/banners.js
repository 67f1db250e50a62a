// The seed files: a banner above every page while one is wrong.
import { show } from "./dialogs.js";
import { button, excerpt, find, foreign, iconButton, make, sentence } from "./dom.js";
import { call, get } from "./server.js";
import { listen } from "./stream.js";
import { count } from "./text.js";

let closed = null, wasWrong = false;

export function startBanners() {
  listen("ready", load);
  listen("seeds", load);
  listen("gone", ({ sandbox }) => {
    if (sandbox) sayReset(sandbox);
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

/** Says that a sandbox was reset, by any client. */
function sayReset(sandbox) {
  const line = make(
    "div",
    { className: "banner", role: "status" },
    make("p", {}, make("bdi", {}, sandbox), " was reset."),
  );
  find("banners").append(line);
  setTimeout(() => line.remove(), 5000);
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
  setTimeout(() => line.remove(), 5000);
}
