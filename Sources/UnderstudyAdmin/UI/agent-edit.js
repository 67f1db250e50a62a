// The stored record of an agent as JSON to edit.
import { callButton, closeButton } from "./controls.js";
import { closing, takeFormKeys } from "./dialogs.js";
import { announce, button, excerpt, fill, icon, make } from "./dom.js";
import { isObject, read, write } from "./json.js";
import { bodyEditor } from "./request-edit.js";
import { call, path } from "./server.js";

export function showRecordEditor(element, { collection, id, name, record }, sandbox, { close, done }) {
  const editor = bodyEditor(write(record));
  const leave = closing(() => editor.field.value !== write(record), close, "saving");
  editor.field.setAttribute("aria-label", "Stored record");
  const save = callButton(
    "Save",
    async () => {
      let next;
      try {
        next = read(editor.field.value);
      } catch {
        throw new Error("The record must be JSON.");
      }
      if (!isObject(next)) throw new Error("The record must be a JSON object.");
      await call("PUT", path("agents", collection, id), next, sandbox);
      announce(`${name} is saved`);
      await done();
    },
    { className: "button main" },
    "check",
  );
  save.append(make("kbd", {}, "Ctrl ↵"));
  fill(
    element,
    make(
      "div",
      { className: "detail-head" },
      make("h2", { className: "what" }, icon("edit"), "Edit what is stored"),
      make("span", { className: "place cut-short" }, excerpt(name, 60)),
      closeButton(leave),
    ),
    make(
      "div",
      { className: "content edit" },
      make(
        "p",
        { className: "second" },
        "It is stored as it stands here, past the vendor’s rules. ",
        make("b", {}, "Send an update"),
        " asks the rules.",
      ),
      make("div", { className: "section-head" }, make("h3", {}, "Stored record"), editor.validity),
      editor.element,
      make("div", { className: "buttons" }, save, button("Cancel", leave)),
      save.error,
    ),
  );
  takeFormKeys(element, save, leave);
  editor.field.focus();
}
