// What is on now, set here or by a test, and the call that does the same.
import { codeOf, effectOf, isFromDashboard, ownOf, plain, scopeOf, useOf, vendorOf } from "./fault-mappings.js";
import { switchButton } from "./controls.js";
import { copyIcon, quoted } from "./copy.js";
import { announce, excerpt, fill, foreign, make, makeSVG, refill } from "./dom.js";
import { href } from "./address.js";
import { without, write } from "./json.js";
import { baseOf, call, path } from "./server.js";
import { number, tag, vendorBadge } from "./text.js";

const maximumShown = 100;

/** Returns what draws the cards of `mappings`. The card of a mapping that stays is not replaced. */
export function makeNow(place, { sandbox, changed }) {
  let cards = new Map();
  return (mappings, { titles, agentName }) => {
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    cards = new Map(
      mappings.slice(0, maximumShown).map((mapping) => {
        const scope = scopeOf(mapping, titles, agentName),
          text = `${scope} ${lastingText(mapping)}`,
          known = cards.get(mapping.id);
        const card = known?.text === text ? known : { text, ...makeCard(mapping, scope, { titles, sandbox, changed }) };
        card.update(mapping);
        return [mapping.id, card];
      }),
    );
    refill(
      place,
      ...[...cards.values()].map(({ element }) => element),
      mappings.length === 0 && make("p", { className: "quiet" }, "Every vendor answers as usual."),
      mappings.length > maximumShown &&
        make("p", { className: "quiet" }, `and ${number(mappings.length - maximumShown)} more`),
    );
    if (focused !== undefined && !place.contains(document.activeElement)) {
      place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    }
  };
}

/** Returns what does not change by use. */
function lastingText(mapping) {
  return JSON.stringify({ ...mapping, understudy: without(mapping.understudy ?? {}, "used", "left", "lastUsed") });
}

function makeCard(mapping, scope, { titles, sandbox, changed }) {
  const vendor = vendorOf(mapping),
    words = effectOf(mapping),
    use = make("span", { className: "quiet use" }),
    meter = make("div", {});
  const off = switchButton(`Switch off ${words}, ${scope}`.slice(0, 200), true, async () => {
    await call("DELETE", path("mappings", mapping.id), undefined, sandbox).catch((error) => {
      if (error.status !== 404) throw error;
    });
    announce(`${words}: off`);
    await changed();
  }, "switch violet");
  off.dataset.key = `off ${mapping.id}`;
  const element = make(
    "div",
    { className: "card now-card" },
    make(
      "div",
      { className: "now-head" },
      vendorBadge(vendor, titles.get(vendor) ?? "Every vendor"),
      make(
        "h3",
        { title: String(mapping.name ?? "").slice(0, 200) },
        excerpt(words, 60),
        codeOf(mapping) && make("span", { className: "quiet" }, ` ${codeOf(mapping)}`),
      ),
      !isFromDashboard(mapping) && tag("set by a test", "plain"),
      off,
    ),
    make("p", { className: "second" }, foreign(scope, 200)),
    meter,
    make(
      "div",
      { className: "now-foot" },
      use,
      make("a", {
        href: href({ page: "faults", steps: [mapping.id] }),
        "data-key": `change ${mapping.id}`,
        "aria-label": `Change ${words}`,
      }, "Change"),
    ),
  );
  return {
    element,
    update(mapping) {
      const { times, used } = ownOf(mapping);
      use.textContent = useOf(mapping);
      meter.hidden = !(Number(times) > 1);
      if (!meter.hidden) fill(meter, bar(Number(used ?? 0), Number(times)));
    },
  };
}

const bar = (used, times) =>
  makeSVG(
    "svg",
    {
      class: "used-bar",
      viewBox: "0 0 100 4",
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `${used} of ${times} used`,
    },
    makeSVG("rect", { width: 100, height: 4, class: "rest" }),
    makeSVG("rect", { width: Math.min(100, (used / times) * 100), height: 4 }),
  );

/** Returns the call that adds a mapping. */
function codeFor(mapping, sandbox) {
  const { metadata, ...own } = plain(mapping);
  const rest = without(own, "name", "priority"), others = without(metadata ?? {}, "dashboard");
  if (
    rest.request && Object.keys(rest.request).every((member) => member === "method") && rest.request.method === "ANY"
  ) delete rest.request;
  const body = { ...rest, ...(Object.keys(others).length > 0 ? { metadata: others } : {}) };
  return `curl -d ${quoted(write(body))} \\\n  ${baseOf(sandbox).replace(/^http:\/\//, "")}/__admin/mappings`;
}

export function drawCode(place, mapping, sandbox) {
  const text = codeFor(mapping, sandbox);
  if (place.dataset.text === text) return;
  place.dataset.text = text;
  const at = text.indexOf("'"), end = text.lastIndexOf("'") + 1;
  fill(
    place,
    make("span", { className: "copy" }, copyIcon("Copy the call", text)),
    make(
      "pre",
      {},
      make("code", {}, text.slice(0, at), make("span", { className: "s" }, text.slice(at, end)), text.slice(end)),
    ),
  );
}
