// The page's address: the sandbox in the path; page, place and filters in the fragment.

/** The function that is called after each change of the address. */
let onAddressChange = null;

/** Returns the address as `{ sandbox, page, steps, query }`. `sandbox` is null for all sandboxes. */
export function current() {
  const named = location.pathname.match(/^\/sandbox\/([^/]+)\/__admin\/ui/);
  const [path, query = ""] = location.hash.slice(1).split("?", 2);
  const [page = "", ...steps] = path.split("/").map(decoded);
  return {
    sandbox: named ? decoded(named[1]) : null,
    page: page || "requests",
    steps: steps.filter(Boolean),
    query: new URLSearchParams(query),
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns a link to an address. What is not named stays, but for the steps and the query of another page. */
export function href(change = {}) {
  const now = current(), isSame = change.page === undefined || change.page === now.page;
  const { sandbox, page, steps, query } = { ...now, ...(isSame ? {} : { steps: [], query: null }), ...change };
  const text = new URLSearchParams([...(query ?? [])].filter(([, value]) => value !== "")).toString();
  return `${sandbox === null ? "" : `/sandbox/${encodeURIComponent(sandbox)}`}/__admin/ui#${
    [page, ...steps].map(encodeURIComponent).join("/")
  }${text && `?${text}`}`;
}

/** Returns a query with other filters. Those that are empty, and the kind `all`, are left out. */
export const queryWith = (query, change) =>
  new URLSearchParams(
    Object.entries({ ...Object.fromEntries(query), ...change }).filter(([name, value]) =>
      value && !(name === "kind" && value === "all")
    ),
  );

/**
 * Goes to an address without loading the page again.
 * @param replaces whether the address takes the place of the present one in the history, as for steps by arrow keys.
 */
export function go(change, { replaces = false } = {}) {
  const to = href(change);
  if (to === location.pathname + location.hash) return;
  if (replaces) history.replaceState(history.state, "", to);
  else push(to);
  onAddressChange?.();
}

/** Each entry of the history has the address of the one before it. */
const push = (to) => history.pushState({ before: href() }, "", to);

/** Goes to an address: back if it is the one before, else in place of the present one. */
export function back(change) {
  if (history.state?.before === href(change)) history.back();
  else go(change, { replaces: true });
}

/** Calls a function for each change of the address, and lets links within the page change it without loading. */
export function followAddress(onChange) {
  onAddressChange = onChange;
  addEventListener("popstate", onChange);
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.("a[href]");
    if (
      !anchor || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey ||
      event.altKey
    ) return;
    if (
      anchor.target || anchor.hasAttribute("download") || anchor.origin !== location.origin ||
      !/\/__admin\/ui$/.test(anchor.pathname)
    ) return;
    event.preventDefault();
    if (anchor.id === "skip") return document.getElementById("main").focus();
    const to = anchor.pathname + anchor.hash;
    if (to !== location.pathname + location.hash) push(to);
    onChange();
  });
}
