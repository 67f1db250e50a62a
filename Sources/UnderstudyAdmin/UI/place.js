// Where a page stands: its head, its bar, its body, and the sandbox that it is about.
import { go } from "./address.js";
import { find } from "./dom.js";
import { address, call, get } from "./server.js";
import { makeSplit } from "./split.js";
import { listen } from "./stream.js";

/**
 * Returns what `mount` of a page is given.
 * @param sandbox the name of the sandbox, or null for all.
 * @param isAll whether the reader chose all sandboxes; a page that needs one is then about the last one used.
 */
export function makePlace(sandbox, isAll) {
  const controller = new AbortController();
  const { signal } = controller;
  return {
    sandbox, isAll, signal,
    actions: find("actions"), bar: find("bar"), body: find("body"),
    /** Makes the list and the detail with the border between them. */
    split: () => makeSplit(find("body"), signal),
    /** Shows the bar with these elements. */
    showBar: (...elements) => { find("bar").replaceChildren(...elements); find("bar").hidden = false; },
    get: (path) => get(path, sandbox),
    call: (method, path, body) => call(method, path, body, sandbox),
    address: (path) => address(path, sandbox),
    /** Calls a function for each event of a name until the reader leaves the page. */
    on: (name, handler) => listen(name, handler, signal),
    go,
    leave: () => controller.abort(),
  };
}
