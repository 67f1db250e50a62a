// The rate limits of the vendors: rules that are off by default, each with its switch.
import { href } from "./address.js";
import { switchButton } from "./controls.js";
import { announce, make, sentence, unseen } from "./dom.js";
import { placeOfRule } from "./rule-words.js";
import { path } from "./server.js";
import { number, vendorBadge } from "./text.js";

const isRateLimit = ({ id }) => id.endsWith(".requests.rate");

/** Returns a list with a switch for the rate limit of each vendor, and a function that reads their state. */
export function makeRates(place) {
  const element = make("ul", { className: "rates" }), lines = new Map();

  /** Returns a function that shows the state of a rule. */
  function addLine({ id, sentence: words }) {
    const { vendor, title } = placeOfRule(id), refused = make("span", { className: "quiet" });
    const toggle = switchButton(`${title}: rate limit`, false, async (isOn) => {
      await place.call("PUT", path("rules", id), { enabled: isOn });
      announce(`The rate limit of ${title} is ${isOn ? "on" : "off"}`);
    });
    const rule = href({ sandbox: place.sandbox, page: "rules", steps: [id], query: null });
    element.append(
      make(
        "li",
        {},
        vendorBadge(vendor, title),
        make(
          "span",
          {},
          ...sentence(words, 300),
          " ",
          make("a", { href: rule }, "Rule", unseen(` of ${title}`)),
          " ",
          refused,
        ),
        toggle,
      ),
    );
    return (rule) => {
      toggle.setAttribute("aria-checked", String(rule.enabled));
      refused.textContent = Number(rule.refused) > 0 ? `${number(rule.refused)} refused` : "";
    };
  }

  async function load() {
    const { rules } = await place.get("/rules");
    if (place.signal.aborted) return;
    const limits = rules.filter(isRateLimit);
    for (const rule of limits.sort((one, other) => one.id.localeCompare(other.id))) {
      if (!lines.has(rule.id)) lines.set(rule.id, addLine(rule));
      lines.get(rule.id)(rule);
    }
  }

  return { element, load };
}
