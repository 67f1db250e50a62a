// What happens in the sandbox, as it happens.
import { find } from "./dom.js";
import { address } from "./server.js";

/**
 * Follows the sandbox's events until the page is left. The browser connects again by itself.
 * @param told `ready()`, `request(row)`, `skipped(count)` and `gone()`.
 */
export function follow(told) {
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
    // An answer that is no stream ends it for good; the server may have been restarted meanwhile.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(told), 2000);
  };
  addEventListener("pagehide", () => source.close());
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
