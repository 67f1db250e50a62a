// A path that no endpoint has: which one was meant, and what is known.
import { allEndpoints } from "./catalog.js";
import { callButton } from "./controls.js";
import { icon, make, sentence } from "./dom.js";
import { isInvalid, ownError } from "./outcome.js";
import { pathOf } from "./server.js";

export function unknownPath({ request, response = {} }, row, actions) {
  const error = ownError(response);
  if (!error) return null;
  const found = meantRoute(error.detail), meant = found?.vendorTitle ? found : null;
  const send = meant && there(request, meant, actions);
  return make(
    "div",
    { className: "card red" },
    make(
      "p",
      { className: "reason" },
      icon(isInvalid(row) ? "refused" : "unknown"),
      make(
        "span",
        {},
        ...(meant
          ? ["Did you mean ", make("code", {}, `${meant.method} ${meant.path}`), ` of ${meant.vendorTitle}?`]
          : sentence(error.detail ?? "No endpoint has this path.")),
      ),
    ),
    send && make("div", { className: "pad" }, send, send.error),
    error.known &&
      make(
        "details",
        { className: "pad known", open: !meant },
        make("summary", {}, "What is known"),
        make("ul", {}, ...known(error.known)),
      ),
  );
}

/**
 * Returns the route that a sentence of the server suggests, for example `did you mean PUT /v1/agents/{agentId} of TalkifAI?`, as
 * `{ method, path, vendorTitle }`; null if it suggests none or several. A path that begins with the vendor's prefix has no `vendorTitle`.
 */
export function meantRoute(sentence) {
  const [, method, path, vendorTitle] = sentence?.match(/did you mean ([A-Z]+) (\/\S+?)(?: of ([^?]+))?\?/) ?? [];
  return method === undefined ? null : { method, path, vendorTitle };
}

/** The known routes, each with its vendor if the catalog says which. */
function known(routes) {
  const all = allEndpoints();
  return routes.map((route) => {
    const path = route.split(" ").at(-1);
    const titles = new Set(
      all.filter((endpoint) => endpoint.path === path || endpoint.reads.includes(path)).map(({ vendorTitle }) =>
        vendorTitle
      ),
    );
    return make("li", {}, make("code", {}, route), " ", make("span", { className: "quiet" }, [...titles].join(", ")));
  });
}

/** Returns the button that sends the same to the path that was meant, with the values of the sent path. */
function there(request, { method, path: pattern, vendorTitle: title }, actions) {
  const vendor = allEndpoints().find(({ vendorTitle }) => vendorTitle === title)?.vendor;
  const [path, query] = pathOf(request.url).split("?", 2);
  const sent = path.split("/").filter(Boolean).reverse(), steps = pattern.split("/").filter(Boolean).reverse();
  if (steps.some((step, index) => step.startsWith("{") && !sent[index])) return null;
  const target = `/${steps.map((step, index) => (step.startsWith("{") ? sent[index] : step)).reverse().join("/")}${
    query ? `?${query}` : ""
  }`;
  const made = callButton(
    "Send it there",
    () => actions.send({ method, path: vendor ? `/${vendor}${target}` : target }),
    {},
    "send",
  );
  if (actions.obstacle) {
    made.disabled = true;
    made.error.textContent = actions.obstacle.text;
  }
  return made;
}
