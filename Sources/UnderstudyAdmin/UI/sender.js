// A request to send or to copy, for each vendor, in three languages.
import { titleParts } from "./catalog.js";
import { nameOf } from "./collections.js";
import { callButton, segments, select } from "./controls.js";
import { copyButton, languages, requestOfExample } from "./copy.js";
import { withCredential } from "./credentials.js";
import { excerpt, fill, make } from "./dom.js";
import { coloured } from "./highlight.js";
import { keep, kept } from "./kept.js";
import { get, path, vendors } from "./server.js";
import { prefixed, send } from "./send.js";
import { statusWords } from "./text.js";

/**
 * Draws the card.
 * @param options `vendor`: only this one, with a choice of its agents. `credential` returns the one to send, or null for that of the
 * example. `onExample` is called with each example that is chosen.
 * @returns `draw`, for another credential.
 */
export async function makeSender(
  place,
  sandbox,
  signal,
  { vendor = null, credential = () => null, onExample = () => {} } = {},
) {
  const [all, { agents }] = await Promise.all([vendors(), get("/agents", sandbox)]);
  if (signal.aborted) return;
  let chosen = all.find(({ id }) => id === (vendor ?? "centerfy")) ?? all[0],
    language = kept("language") ?? "curl",
    agent = null,
    example = null,
    examples = [];
  const code = make("div", { className: "code text", tabIndex: 0, role: "group", "aria-label": "Request" });
  const left = make("div", { className: "buttons" }),
    about = make("p", { className: "quiet push" }),
    result = make("p", { className: "result", role: "status" });
  const request = () => {
    const plain = requestOfExample(example, sandbox, vendor ? chosen.id : null), own = credential();
    if (own === null) return plain;
    const endpoint = chosen.endpoints.find(({ id }) => id === example.endpoint);
    return { ...plain, headers: withCredential(example.headers, own, endpoint) };
  };
  const sender = callButton(
    "Send it",
    async () => {
      const { method, headers, body } = request();
      const answer = await send({ method, path: prefixed(example.path, chosen.id), headers, body, sandbox });
      fill(
        result,
        answer.status === null ? "The connection was broken." : `${statusWords(answer.status)} ${answer.status}`,
      );
    },
    { className: "button main" },
    "send",
  );
  const languageChoice = segments(
    "Language",
    Object.keys(languages).map((id) => ({ id, label: id })),
    language,
    (id) => {
      language = id;
      keep("language", id);
      draw();
    },
  );

  const callWords = (id) => {
    const endpoint = chosen.endpoints.find((endpoint) => endpoint.id === id);
    return endpoint ? titleParts(endpoint.title).words : id;
  };
  const own = () =>
    agents.filter(({ collection }) => chosen.endpoints.some((endpoint) => endpoint.collection === collection));
  async function choose(next) {
    agent = next;
    // Until its example is there, the former one would be sent.
    sender.disabled = true;
    examples = agent ? (await get(path("agents", agent.collection, agent.id, "examples"), sandbox)).examples : [];
    if (!signal.aborted) take(examples[0] ?? null);
  }

  function take(next) {
    example = next;
    onExample(example);
    draw();
  }

  function draw() {
    fill(
      code,
      example
        ? make("pre", {}, make("code", {}, ...coloured(languages[language](request()), language)))
        : "No agent of this vendor has an example.",
    );
    fill(
      about,
      agent ? "Renames the agent " : "",
      agent && make("b", {}, excerpt(nameOf(agent.record, agent.id), 40)),
      agent ? ". You can undo it afterwards." : "",
    );
    sender.disabled = example === null;
    if (!vendor) return;
    fill(
      left,
      select(
        "Call",
        examples.map(({ endpoint }) => [endpoint, callWords(endpoint)]),
        example?.endpoint,
        (id) => take(examples.find(({ endpoint }) => endpoint === id)),
      ),
      select(
        "Agent",
        own().slice(0, 100).map((
          agent,
        ) => [`${agent.collection}/${agent.id}`, nameOf(agent.record, agent.id).slice(0, 60)]),
        agent && `${agent.collection}/${agent.id}`,
        (value) => choose(own().find((agent) => `${agent.collection}/${agent.id}` === value)),
      ),
    );
  }

  if (!vendor) {
    left.append(segments("Vendor", all.map(({ id, title }) => ({ id, label: title })), chosen.id, (id) => {
      chosen = all.find((vendor) => vendor.id === id);
      choose(own()[0] ?? null);
    }));
  }
  await choose(own()[0] ?? null);
  if (signal.aborted) return;
  fill(
    place,
    make(
      "div",
      { className: "card sender" },
      make("div", { className: "sender-head" }, left, languageChoice),
      code,
      make(
        "div",
        { className: "sender-foot" },
        sender,
        copyButton("Copy", () => languages[language](request())),
        result,
        about,
        sender.error,
      ),
    ),
  );
  return { draw };
}
