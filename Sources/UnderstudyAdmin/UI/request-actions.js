// What can be done with a request: send it again, edit it, make it fail, copy it.
import { endpointOf } from "./catalog.js";
import { callButton } from "./controls.js";
import { copy, curlOf, javaScript, plainRequest, python } from "./copy.js";
import { about, credentialsOf, isCredential, withCredential } from "./credentials.js";
import { announce, button, excerpt, fill, make } from "./dom.js";
import { addMapping, choice, mappingOnce, presets } from "./fault-mappings.js";
import { isObject, read, stepsOf, write } from "./json.js";
import { menuButton } from "./menu.js";
import { plainAnswer, prefixed, send, sendable } from "./send.js";

/** Stands in the place of what the server did not keep of a credential. */
const notKept = "…";

/** Returns why a request cannot be sent again exactly, as `{ reason, text }`; null if it can. */
function obstacleOf({ request }) {
  const details = request.understudy;
  const credentials = Object.entries(request.headers).filter(([name]) =>
    isCredential(name, endpointOf(details.endpoint))
  );
  if (credentials.some(([, values]) => [values].flat().some((value) => value.includes(notKept)))) {
    return { reason: "credential", text: "This key is not in the seeds, so it was not kept." };
  }
  if (details.keptBody === "omitted") {
    return { reason: "secret", text: "The body may hold a secret, so it was not kept." };
  }
  if (details.keptBody === "redacted") {
    return { reason: "secret", text: "The body held a secret, whose value was not kept." };
  }
  return request.bodyTruncated ? { reason: "size", text: "The body was too large to keep." } : null;
}

export function actionsOf(event, { go }) {
  const { request } = event, details = request.understudy, { sandbox } = details;
  const endpoint = endpointOf(details.endpoint), vendor = endpoint?.vendor ?? null;
  const obstacle = obstacleOf(event);
  const headers = Object.fromEntries(sendable(request.headers).filter(([name]) => !/^accept$/i.test(name)));
  const bytes = Uint8Array.from(atob(request.bodyAsBase64), (character) => character.charCodeAt(0));

  const result = make("div", { className: "send-result", role: "status" });
  async function sendIt(change = {}) {
    const answer = await send({
      method: request.method,
      path: prefixed(request.url, vendor),
      headers,
      body: bytes.length > 0 ? bytes : "",
      sandbox,
      ...change,
    });
    announce(answer.status === null ? "Sent; the connection was broken" : `Sent: ${answer.status}`);
    if (answer.id) go([answer.id], false);
    else fill(result, ...plainAnswer(answer));
  }

  const sendAs = (credential) =>
    callButton(
      `Send as ${credential.isOwner ? "its creator" : credential.role ?? credential.member ?? credential.key}`,
      () => sendIt({ headers: withCredential(headers, credential, endpoint) }),
      { title: [credential.key, about(credential)].filter(Boolean).join(", ") },
      "send",
    );
  const sendAgain = callButton("Send again", () => sendIt(), { disabled: obstacle !== null }, "send");
  const edit = button("Edit and send", () => go([event.id, "edit"], false), {}, "edit");
  const failError = make("p", { className: "error", role: "alert" });
  const failItems = () =>
    presets.map((preset) => ({
      label: preset.label,
      note: preset.note(choice().slow),
      act: async () => {
        failError.textContent = "";
        try {
          await addMapping(mappingOnce(preset, request, vendor), sandbox);
          const words = `The next ${request.method} of this path: ${preset.label.toLowerCase()}.`;
          fill(result, make("p", { className: "second" }, words));
        } catch ({ message }) {
          failError.textContent = message;
        }
      },
    }));
  const failMenu = menuButton("Make this fail next time", failItems, { symbol: "faults" });
  failMenu.dataset.calls = "";

  const plain = () => plainRequest(request, vendor && !request.url.startsWith(`/${vendor}/`) ? `/${vendor}` : "");
  const copyItems = () => [
    { label: "as curl", act: () => copy(curlOf(request)) },
    { label: "as JavaScript", act: () => copy(javaScript(plain())) },
    { label: "as Python", act: () => copy(python(plain())) },
    { label: "path", act: () => copy(request.url) },
    { label: "request id", act: () => copy(event.id) },
  ];
  const copyMenu = menuButton("Copy", copyItems, { symbol: "copy", className: "bare" });

  const asMenu = obstacle?.reason === "credential" && endpoint ? sendAsMenu() : null;
  function sendAsMenu() {
    const opener = menuButton("Send as", () => opener.items ?? [], { className: "button small" });
    opener.hidden = true;
    credentialsOf(sandbox, endpoint).then((list) => {
      opener.items = list.map((credential) => ({
        label: credential.key,
        note: about(credential),
        act: () => sendIt({ headers: withCredential(headers, credential, endpoint) }),
      }));
      opener.hidden = list.length === 0;
    });
    return opener;
  }

  return {
    obstacle,
    sendAgain,
    failMenu,
    copyMenu,
    sendAs,
    send: sendIt,
    copyCurl: () => copy(curlOf(request)),
    line: make(
      "div",
      {},
      make("div", { className: "buttons actions-line" }, sendAgain, edit, failMenu),
      obstacle && make("p", { className: "second obstacle" }, obstacle.text, " ", asMenu),
      result,
      sendAgain.error,
      failError,
    ),
    hand: make(
      "div",
      { className: "hand" },
      button("Send again", () => sendAgain.click(), { className: "button main", disabled: obstacle !== null }, "send"),
      button("Edit", () => edit.click(), {}, "edit"),
      menuButton("Fail next", failItems, { symbol: "faults" }),
      menuButton("", copyItems, { symbol: "more", name: "Copy" }),
    ),
    sendCorrected(warnings) {
      const body = corrected(request.body, warnings);
      if (body === null || obstacle) return null;
      const made = callButton("Send it corrected", () => sendIt({ body }), { className: "button small" }, "send");
      return make(
        "div",
        { className: "buttons" },
        made,
        make(
          "span",
          { className: "second" },
          "with ",
          ...warnings.filter(({ suggestion }) => suggestion)
            .flatMap(({ suggestion }, index) => [index > 0 ? ", " : "", make("code", {}, excerpt(suggestion, 60))]),
        ),
        made.error,
      );
    },
  };
}

/** Returns the body with each member under the name that was suggested; null if it is not JSON. */
function corrected(text, warnings) {
  let value;
  try {
    value = read(text);
  } catch {
    return null;
  }
  for (const { pointer, suggestion } of warnings) {
    if (!pointer || !suggestion) continue;
    value = renamed(value, stepsOf(pointer), suggestion.split(/[./]/).at(-1));
  }
  return write(value);
}

/** Returns a value in which the member that the steps lead to has another name. */
function renamed(value, [step, ...rest], name) {
  const inner = (key, item) => (key === step && rest.length > 0 ? renamed(item, rest, name) : item);
  if (Array.isArray(value)) return value.map((item, index) => inner(String(index), item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === step && rest.length === 0 ? name : key, inner(key, item)]),
  );
}
