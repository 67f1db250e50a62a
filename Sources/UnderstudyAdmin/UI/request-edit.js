// Edit and send: a form in the place of the detail, and the new answer below it.
import { endpointOf } from "./catalog.js";
import { callButton, closeButton, select } from "./controls.js";
import { copyButton, curl } from "./copy.js";
import { about, credentialsOf, isCredential, withCredential } from "./credentials.js";
import { closing, takeFormKeys } from "./dialogs.js";
import { diff } from "./diff.js";
import { excerpt, fill, icon, make } from "./dom.js";
import { isObject, pretty, read, write } from "./json.js";
import { bodyView } from "./jsonview.js";
import { isUnchanged, outcome, rowOf } from "./outcome.js";
import { allSandboxes } from "./overview.js";
import { fieldsOf } from "./request-fields.js";
import { baseOf, get, path } from "./server.js";
import { plainAnswer, prefixed, send, sendable } from "./send.js";
import { count, time, took } from "./text.js";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const named = (id, label, control) => [make("label", { htmlFor: id }, label), Object.assign(control, { id })];

/**
 * Shows the form for a request that was sent, or for a new one, which has no response.
 * @param options `close`; `title` and `about` for a new one.
 */
export function showEdit(
  place,
  event,
  { close, title = "Edit and send", about: from = `from the request of ${time(event.request.loggedDate)}` },
) {
  const { request } = event,
    details = request.understudy,
    endpoint = endpointOf(details.endpoint),
    former = rowOf(event);
  const method = select(
    "Method",
    [...new Set([request.method, ...methods])].map((name) => [name, name]),
    request.method,
    () => {},
  );
  const target = make("input", {
    className: "field mono",
    value: prefixed(request.url, endpoint?.vendor),
    "aria-label": "Path",
    spellcheck: false,
  });
  const own = Object.entries(request.headers).find(([name]) => isCredential(name, endpoint));
  const isKept = own && ![own[1]].flat().join().includes("…");
  let credentials = [];
  const as = select(
    "As",
    own ? [["", isKept ? `${[own[1]].flat()[0]}, as it was sent` : "the key was not kept"]] : [["", "no key"]],
    "",
    () => {},
  );
  credentialsOf(details.sandbox, endpoint).then((list) => {
    credentials = list;
    as.setOptions([
      ...[...as.options].map(({ value, textContent }) => [value, textContent]),
      ...list.map((
        credential,
        index,
      ) => [String(index), [credential.key, about(credential)].filter(Boolean).join("  ")]),
    ], isKept || list.length === 0 ? "" : "0");
  });
  const sandbox = select(
    "Sandbox",
    [...new Set([details.sandbox, "default", ...allSandboxes().map(({ name }) => name)])].slice(0, 200).map((
      name,
    ) => [name, name]),
    details.sandbox,
    () => {},
  );
  const fields = make("textarea", {
    className: "field",
    rows: 4,
    hidden: true,
    "aria-label": "Headers, one in each line",
    spellcheck: false,
    value: sendable(request.headers).filter(([name]) => !/^accept$/i.test(name) && !isCredential(name, endpoint))
      .flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`)).join("\n"),
  });
  const opener = make(
    "button",
    { type: "button", className: "bare push", "aria-expanded": "false" },
    icon("right"),
    count(fields.value.split("\n").filter(Boolean).length, "header"),
  );
  opener.onclick = () => {
    fields.hidden = !fields.hidden;
    opener.setAttribute("aria-expanded", String(!fields.hidden));
  };
  const editor = bodyEditor(pretty(request.body));
  /** The body that is kept, because it was sent. */
  let sentBody = editor.field.value;
  const leave = closing(() => editor.field.value !== sentBody, close, "sending");
  const chips = make("div", { className: "field-chips" });
  const result = make("div", { className: "edit-result" });
  const sender = callButton("Send", sendIt, { className: "button main" }, "send");
  sender.append(make("kbd", {}, "Ctrl ↵"));

  const headers = () => {
    const typed = Object.fromEntries(
      fields.value.split("\n").map((line) => line.match(/^\s*([^:\s]+)\s*:\s*(.*)$/)).filter(Boolean).map((
        [, name, value],
      ) => [name, value]),
    );
    if (as.value !== "" && credentials[Number(as.value)]) {
      return withCredential(typed, credentials[Number(as.value)], endpoint);
    }
    return { ...(isKept ? { [own[0]]: [own[1]].flat().join(", ") } : {}), ...typed };
  };

  async function sendIt() {
    if (!target.value.startsWith("/")) throw new Error("A path begins with “/”.");
    const answer = await send({
      method: method.value,
      path: target.value,
      headers: headers(),
      body: editor.field.value,
      sandbox: sandbox.value,
    });
    sentBody = editor.field.value;
    if (!answer.id) return fill(result, ...plainAnswer(answer));
    const sent = await get(path("requests", answer.id), sandbox.value);
    fill(result, ...resultOf(sent));
  }

  function resultOf(sent) {
    const row = rowOf(sent),
      { kind, icon: symbol, word } = outcome(row),
      after = sent.request.understudy,
      before = outcome(former);
    const colour = { refused: "red", unknown: "red", fault: "violet", changed: "green" }[kind] ?? "";
    return [
      make(
        "p",
        { className: "buttons" },
        make("b", { className: colour }, icon(symbol), ` ${row.status ?? ""} ${word}`),
        row.micros !== null && make("span", { className: "quiet" }, took(row.micros)),
        event.id !== "" &&
          make(
            "span",
            { className: "push quiet" },
            "Before: ",
            make(
              "span",
              { className: before.kind === "refused" ? "red" : "" },
              icon(before.icon),
              ` ${former.status ?? "—"}`,
            ),
          ),
      ),
      after.violations[0] &&
      make("p", { className: "red" }, excerpt(after.violations[0].message.replaceAll("`", ""), 300)),
      after.effect && !isUnchanged(row) && diff(after.before, after.after),
      bodyView("New answer", sent.response?.body ?? ""),
    ].filter(Boolean);
  }

  fill(
    place,
    make(
      "div",
      { className: "detail-head" },
      make("h2", { className: "what" }, icon("edit"), title),
      make("span", { className: "place cut-short" }, from),
      closeButton(leave),
    ),
    make(
      "div",
      { className: "content edit" },
      make("div", { className: "target" }, method, target),
      make("div", { className: "field-line" }, ...named("edit-as", "As", as)),
      make("div", { className: "field-line" }, ...named("edit-sandbox", "Sandbox", sandbox)),
      make("div", { className: "buttons" }, opener),
      fields,
      make("div", { className: "section-head" }, make("h3", {}, "Body"), editor.validity),
      editor.element,
      chips,
      make(
        "div",
        { className: "buttons" },
        sender,
        copyButton("Copy as curl", () =>
          curl({
            method: method.value,
            url: baseOf(sandbox.value) + target.value,
            headers: headers(),
            body: editor.field.value,
          })),
      ),
      sender.error,
      result,
    ),
  );
  takeFormKeys(place, sender, leave);
  editor.field.focus();
  fieldsOf(endpoint, details).then((list) => drawChips(chips, list, editor));
}

/** Returns a text area with line numbers, and what is wrong with the JSON in it. */
export function bodyEditor(text) {
  const numbers = make("div", { className: "line-numbers", "aria-hidden": "true" });
  const field = make("textarea", {
    className: "field",
    value: text,
    spellcheck: false,
    wrap: "off",
    "aria-label": "Body",
  });
  const validity = make("span", { role: "status" });
  const draw = () => {
    const lines = field.value.split("\n").length;
    field.rows = Math.min(30, Math.max(4, lines));
    numbers.textContent = Array.from({ length: Math.min(lines, 5000) }, (_, index) => index + 1).join("\n");
    const wrong = errorOf(field.value);
    validity.textContent = field.value.trim() === "" ? "No body" : wrong ?? "JSON is valid";
    validity.className = wrong ? "red" : "quiet";
  };
  field.oninput = draw;
  field.onscroll = () => {
    numbers.scrollTop = field.scrollTop;
  };
  draw();
  return { element: make("div", { className: "editor" }, numbers, field), field, validity, draw };
}

function errorOf(text) {
  try {
    JSON.parse(text);
    return null;
  } catch ({ message }) {
    return `Not JSON: ${message.replace(/^.*?JSON\.parse: |^Unexpected/, (start) => start).slice(0, 90)}`;
  }
}

const shownChips = 7;

function drawChips(place, list, editor) {
  let isWhole = false;
  const add = ({ name, value }) => {
    let body;
    try {
      body = editor.field.value.trim() === "" ? {} : read(editor.field.value);
    } catch {
      return editor.field.focus();
    }
    if (!isObject(body)) return;
    if (!Object.hasOwn(body, name)) editor.field.value = write({ ...body, [name]: value });
    editor.draw();
    draw();
    editor.field.focus();
    const at = editor.field.value.indexOf(`${JSON.stringify(name)}: `);
    if (at >= 0) {
      editor.field.setSelectionRange(at + name.length + 4, editor.field.value.indexOf("\n", at + name.length + 4));
    }
  };
  const draw = () => {
    let present = {};
    try {
      present = read(editor.field.value) ?? {};
    } catch { /* All are offered. */ }
    const rest = list.filter(({ name }) => !isObject(present) || !Object.hasOwn(present, name));
    const shown = isWhole ? rest : rest.slice(0, shownChips);
    fill(
      place,
      rest.length > 0 && make("span", { className: "quiet" }, "Fields of this endpoint"),
      ...shown.map((field) =>
        make(
          "button",
          { type: "button", className: "field-chip", onclick: () => add(field), title: field.description },
          icon("plus"),
          field.name,
        )
      ),
      rest.length > shown.length && make("button", {
        type: "button",
        className: "field-chip",
        onclick: () => {
          isWhole = true;
          draw();
        },
      }, `${rest.length - shown.length} more`),
    );
  };
  draw();
}
