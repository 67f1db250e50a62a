// Whose an agent is, and which seeded keys reach it.
import { copyIcon } from "./copy.js";
import { credentialsOf, holderOf } from "./credentials.js";
import { excerpt, foreign, icon, make, unseen } from "./dom.js";
import { shown } from "./diff.js";

const owners =
  /^(organi[sz]ation|org|workspace|sub_?account|owner|creator|created_?by|user|member|team|account|mode|type)(_?id)?s?$/i;

/** Returns the members of a record that say whose it is. */
const ownersOf = (record) =>
  Object.entries(record).filter(([name, value]) => owners.test(name) && value !== null && typeof value !== "object");

export async function keysOf(agent, group, sandbox) {
  const all = await credentialsOf(sandbox), ids = group.endpoints.map(({ id }) => id);
  const own = all.filter((credential) => credential.endpoints.some((id) => ids.includes(id)));
  // A key that two header fields can carry is one key.
  const keys = [...new Map(own.map((credential) => [credential.key, credential])).values()];
  const reaching = keys.map((credential) => ({ credential, reach: reach(credential, agent) }));
  const sorted = [...reaching.filter(({ reach }) => reach === true), ...reaching.filter(({ reach }) => reach !== true)];
  const holder = holderOf(keys);
  const mine = agent.record === null ? [] : ownersOf(agent.record);
  return [
    make("h3", {}, "Whose it is"),
    mine.length === 0 ? make("p", { className: "quiet" }, "Its record does not say.") : make(
      "dl",
      { className: "card named owner" },
      ...mine.flatMap((
        [name, value],
      ) => [
        make("dt", { className: "mono" }, foreign(name, 60)),
        make("dd", { className: "mono" }, foreign(shown(value), 120)),
      ]),
    ),
    make("h3", {}, "Keys of the seeds"),
    sorted.length === 0 ? make("p", { className: "quiet" }, "The server lists none for this vendor.") : make(
      "div",
      { className: "table-scroll", tabIndex: 0, role: "group", "aria-label": "Keys" },
      make(
        "table",
        { className: "keys" },
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            ...["May update it", "Key", holder.hasRole && "Role", holder.title, "Copy"].filter(Boolean).map((label) =>
              make("th", { scope: "col" }, label === "Copy" ? unseen(label) : label)
            ),
          ),
        ),
        make("tbody", {}, ...sorted.slice(0, 100).map((key) => line(key, holder))),
      ),
    ),
  ];
}

/** Returns whether a credential reaches an agent; null if the server does not say. */
function reach({ agents }, { collection, id }) {
  if (!agents?.first) return null;
  if (agents.first.some((agent) => agent.collection === collection && agent.id === id)) return true;
  return agents.total > agents.first.length ? null : false;
}

const words = {
  true: ["check", "yes", "green"],
  false: ["close", "no", "quiet"],
  null: ["unknown", "not said", "quiet"],
};

function line({ credential, reach }, holder) {
  const [symbol, word, kind] = words[reach];
  const text = credential.key;
  return make(
    "tr",
    {},
    make("td", { className: kind }, icon(symbol), ` ${word}`),
    make("td", {}, make("code", {}, excerpt(text, 60))),
    holder.hasRole && make("td", {}, credential.role ?? "–"),
    make("td", {}, excerpt(holder.of(credential), 40)),
    make("td", {}, copyIcon(`Copy ${text}`, text)),
  );
}
