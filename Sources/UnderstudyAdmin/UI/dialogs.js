// Questions and small forms. The browser keeps the focus inside and gives it back.
import { button, isField, make } from "./dom.js";

/** Opens a dialog in the page until it is closed, also by a click beside it. */
export function openDialog(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
}

/** Shows a dialog until it is closed. Returns the dialog. */
export function show(title, content, properties = {}) {
  const heading = make("h2", { id: "dialog-title" }, title);
  const dialog = make("dialog", { "aria-labelledby": "dialog-title", ...properties }, heading, ...content);
  openDialog(dialog);
  return dialog;
}

/** Asks before an action that cannot be undone. Returns whether it was confirmed. */
export function ask(title, text, label, { isDangerous = true } = {}) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = show(title, [
      make("p", {}, text),
      make(
        "p",
        { className: "buttons end" },
        button("Cancel", () => dialog.close(), { autofocus: true }),
        button(label, () => {
          answer = true;
          dialog.close();
        }, { className: `button ${isDangerous ? "danger" : "main"}` }),
      ),
    ]);
    dialog.addEventListener("close", () => resolve(answer));
  });
}

/**
 * Returns what closes a form in the place of a detail. If something was edited, it asks first.
 * @param without what is lost was not, for example `sending`.
 */
export const closing = (isEdited, close, without) => async () => {
  if (!isEdited() || await ask(`Leave without ${without}?`, "What you edited is not kept.", "Leave")) close();
};

/**
 * Gives a form in the place of a detail its keys: Ctrl or ⌘ and Enter press its button, Escape leaves the field that has the focus, and the
 * form if none has. They act while the button is there: another detail may take the place.
 */
export function takeFormKeys(form, sender, leave) {
  form.onkeydown = (event) => {
    if (!form.contains(sender)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      sender.click();
    } else if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (isField(event.target)) form.focus({ preventScroll: true });
      else leave();
    }
  };
}

/**
 * Asks for a text.
 * @param check returns what is wrong with the text, or null.
 * @returns the text, or null if the dialog was cancelled.
 */
export function askText(title, text, label, action, check) {
  return new Promise((resolve) => {
    let answer = null;
    const field = make("input", {
      className: "field",
      maxLength: 64,
      autocomplete: "off",
      id: "asked-text",
      autofocus: true,
    });
    field.setAttribute("aria-describedby", "asked-error");
    const error = make("p", { className: "error", id: "asked-error", role: "alert" });
    const accept = () => {
      const wrong = check(field.value.trim());
      error.textContent = wrong ?? "";
      if (wrong) return field.focus();
      answer = field.value.trim();
      dialog.close();
    };
    field.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      // Otherwise the key would press the button that gets the focus back.
      event.preventDefault();
      accept();
    };
    const dialog = show(title, [
      make("p", {}, text),
      make("div", { className: "form" }, make("label", { htmlFor: "asked-text" }, label), field, error),
      make(
        "p",
        { className: "buttons end" },
        button("Cancel", () => dialog.close()),
        button(action, accept, { className: "button main" }),
      ),
    ]);
    dialog.addEventListener("close", () => resolve(answer));
  });
}

export const isName = (text) => /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(text);
export const wrongName = (
  text,
) => (isName(text) ? null : "A name is 1 to 64 of A-Z, a-z, 0-9, “.”, “_” and “-”, but neither “.” nor “..”.");

/** Asks before the agents of a sandbox are replaced by those of a snapshot. */
export const askRestore = (snapshot, sandbox) =>
  ask(
    `Restore ${snapshot}?`,
    `All agents of ${sandbox} are replaced by those of the snapshot. Requests and faults stay. You cannot undo this; save a snapshot first to keep the agents of now.`,
    "Restore",
  );

/** Asks before a snapshot is deleted. */
export const askDelete = (snapshot) =>
  ask(`Delete ${snapshot}?`, "The agents stay as they are. You cannot undo this.", "Delete");

/** Asks for the name of a new snapshot, and returns it; null if the reader cancels. */
export const askSnapshotName = (sandbox) =>
  askText("Save a snapshot", `It keeps the agents of ${sandbox} as they are now.`, "Name", "Save", wrongName);
