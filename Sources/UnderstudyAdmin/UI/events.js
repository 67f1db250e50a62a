// The events of the sandbox.
import { find } from "./dom.js";
import { address } from "./server.js";

/**
 * Follows the sandbox's events while the page is visible: a browser has only six connections to a server for all its pages.
 * @param handlers `ready()`, `arrived(row)`, `request(row)`, `departed(id)`, `skipped(count)`, `seeds()` and `gone()`; after `ready`,
 * load everything.
 */
export function follow(handlers) {
  let source = document.hidden ? null : open();
  document.addEventListener("visibilitychange", () => {
    source?.close();
    source = document.hidden ? null : open();
  });

  function open() {
    return listen(handlers, (closed) => setTimeout(() => { if (source === closed) source = open(); }, 2000));
  }
}

/** Opens the stream. The browser connects again by itself, except after an error response. */
function listen(handlers, onClosed) {
  const source = new EventSource(address("/events"));
  const show = (text, state) => {
    const place = find("connection");
    if (place.textContent !== text) place.textContent = text;
    place.dataset.state = state;
  };
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data || "{}")));
  on("ready", () => { show("live", "live"); handlers.ready(); });
  on("arrived", handlers.arrived);
  on("request", handlers.request);
  on("departed", (data) => handlers.departed(data.id));
  on("skipped", (data) => handlers.skipped(data.count));
  on("seeds", handlers.seeds);
  on("gone", handlers.gone);
  source.onerror = () => {
    show("disconnected; trying again …", "lost");
    // A response that is no stream closes it, for example from a server that is starting.
    if (source.readyState === EventSource.CLOSED) onClosed(source);
  };
  return source;
}

/** Returns a function that runs an action at most once in an interval, in milliseconds. */
export function atMostEvery(interval, action) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => { isWaiting = false; action(); }, interval);
  };
}
