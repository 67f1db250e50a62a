// What happens in the sandbox, as it happens.
import { find } from "./dom.js";
import { address } from "./server.js";

/**
 * Follows the sandbox's events while the page is seen: a browser has only six connections to a server for all its pages.
 * @param told `ready()`, `request(row)`, `skipped(count)` and `gone()`; after `ready` everything is to be loaded.
 */
export function follow(told) {
  let source = document.hidden ? null : open();
  document.addEventListener("visibilitychange", () => {
    source?.close();
    source = document.hidden ? null : open();
  });

  function open() {
    return listen(told, (closed) => setTimeout(() => { if (source === closed) source = open(); }, 2000));
  }
}

/** The browser connects again by itself, but where it gives up. */
function listen(told, givenUp) {
  const source = new EventSource(address("/events"));
  const say = (text, state) => {
    const place = find("connection");
    if (place.textContent !== text) place.textContent = text;
    place.dataset.state = state;
  };
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data || "{}")));
  on("ready", () => { say("live", "live"); told.ready(); });
  on("request", told.request);
  on("skipped", (data) => told.skipped(data.count));
  on("gone", told.gone);
  source.onerror = () => {
    say("no connection; trying again …", "lost");
    // An answer that is no stream ends it for good: one of a server that is just starting, for example.
    if (source.readyState === EventSource.CLOSED) givenUp(source);
  };
  return source;
}

/** At most once in so many milliseconds, however often it is asked. */
export function atMostEvery(pause, work) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => { isWaiting = false; work(); }, pause);
  };
}
