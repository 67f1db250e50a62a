// Whether the server answers: the words at the foot of the side bar, and a red bar after a while.
import { find, make } from "./dom.js";
import { forgetServer } from "./server.js";
import { listen } from "./stream.js";
import { timeOfDay } from "./text.js";

/** A server that does not answer for so long is lost. */
const lostAfterMilliseconds = 10_000;
let state = "connecting", since = null, timer = 0, pausedNew = null;
const watchers = new Set();

/** Returns the state: `connecting`, `live`, `reconnecting` or `lost`. */
export const connection = () => state;
/** Calls a function after each change, until the signal is aborted. */
export function onConnection(watcher, signal) {
  watchers.add(watcher);
  signal?.addEventListener("abort", () => watchers.delete(watcher));
}

/** Returns how many requests wait while the list is paused; null if it is not. */
export const pausedCount = () => pausedNew;

/** Says that the list is paused, and how many requests wait; null if it is not. */
export function setPaused(waiting) {
  if (pausedNew === waiting) return;
  pausedNew = waiting;
  draw();
}

export const stateWords = () =>
  ({
    connecting: "Connecting …",
    live: pausedNew === null ? "Live" : "Paused",
    reconnecting: "Reconnecting …",
    lost: "No connection",
  })[state];
export const stateKind = () => (state === "live" ? (pausedNew === null ? "live" : "paused") : "lost");

function become(next) {
  if (state === next) return;
  state = next;
  document.documentElement.dataset.connection = state;
  draw();
}

function draw() {
  for (const watcher of watchers) watcher();
}

/** Switches off, while the connection is lost, what calls the server. */
function switchButtons() {
  for (const control of document.querySelectorAll("[data-calls]")) {
    if (state === "lost" && !control.disabled) {
      control.disabled = true;
      control.dataset.calls = "off";
    }
    if (state !== "lost" && control.dataset.calls === "off") {
      control.disabled = false;
      control.dataset.calls = "";
    }
  }
}

function showBar() {
  find("lost")?.remove();
  if (state !== "lost") return;
  find("banners").prepend(
    make(
      "div",
      { className: "banner red", id: "lost", role: "alert" },
      make(
        "p",
        {},
        make("b", {}, `No connection to the server since ${timeOfDay(since)}.`),
        " What is shown may be old.",
      ),
    ),
  );
}

export function startConnection() {
  document.documentElement.dataset.connection = state;
  onConnection(() => {
    switchButtons();
    showBar();
  });
  setInterval(() => {
    if (state === "lost") switchButtons();
  }, 1000);
  listen("ready", () => {
    clearTimeout(timer);
    timer = 0;
    if (state !== "live") forgetServer();
    become("live");
  });
  listen("lost", () => {
    if (timer || state === "lost") return;
    since = Date.now();
    become("reconnecting");
    timer = setTimeout(() => {
      timer = 0;
      become("lost");
    }, lostAfterMilliseconds);
  });
}
