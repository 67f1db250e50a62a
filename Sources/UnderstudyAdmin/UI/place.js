// Where a page stands: its head, its bar, its body, and the sandbox that it is about.
import { go } from "./address.js";
import { button, fill, find, make } from "./dom.js";
import { address, call, get } from "./server.js";
import { makeSplit } from "./split.js";
import { atMostEvery, listen } from "./stream.js";

/**
 * Returns what `mount` of a page is given.
 * @param sandbox the name of the sandbox, or null for all.
 * @param isAll whether the reader chose all sandboxes; a page that needs one is then about the last one used.
 */
export function makePlace(sandbox, isAll) {
  const controller = new AbortController();
  const { signal } = controller;
  /** What a page asked for may come when the reader is on another, which has the same head and bar. */
  const untilLeft = (act) => (...values) => {
    if (!signal.aborted) act(...values);
  };
  return {
    sandbox,
    isAll,
    signal,
    body: find("body"),
    /** Makes the list and the detail with the border between them. */
    split: () => makeSplit(find("body"), signal),
    /** Shows these elements in the head. */
    showActions: untilLeft((...elements) => fill(find("actions"), ...elements)),
    /** Shows the bar with these elements. */
    showBar: untilLeft((...elements) => {
      fill(find("bar"), ...elements);
      find("bar").hidden = false;
    }),
    hideBar: untilLeft((isHidden) => {
      find("bar").hidden = isHidden;
    }),
    get: (path) => get(path, sandbox),
    call: (method, path, body) => call(method, path, body, sandbox),
    address: (path) => address(path, sandbox),
    /** Calls a function for each event of a name until the reader leaves the page. */
    on: (name, handler) => listen(name, handler, signal),
    /**
     * Calls a function soon after something has happened in the sandbox that the page is about, or in any.
     * @param pause the shortest time between two calls, in milliseconds.
     * @param events the names of events that count, besides those after which nothing is certain.
     * @param isNews whether a request that was answered counts.
     */
    follow(update, pause, events, isNews = () => false) {
      const soon = atMostEvery(pause, () => {
        if (!signal.aborted) update();
      });
      const isOwn = (data) => sandbox === null || !data?.sandbox || data.sandbox === sandbox;
      for (const name of ["gone", "requests", "skipped", "ready", ...events]) {
        listen(name, (data) => {
          if (isOwn(data)) soon();
        }, signal);
      }
      listen("request", (row) => {
        if (isOwn(row) && isNews(row)) soon();
      }, signal);
    },
    /** Returns what to say if none of `what` ("12 agents") match the filters. @param more further buttons. */
    noneMatch: (
      what,
      ...more
    ) => [
      make("h2", {}, `None of these ${what} match.`),
      make(
        "p",
        { className: "buttons" },
        button("Clear the filters", () => go({ query: null }, { replaces: true }), { className: "button main" }),
        ...more,
      ),
    ],
    go,
    leave: () => controller.abort(),
  };
}
