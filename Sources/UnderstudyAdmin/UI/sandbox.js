// The tab of the sandbox: snapshots, reset, and the other sandboxes.
import { announce, button, confirm, find, foreign, make } from "./dom.js";
import { call, get, pageOf, path, sandbox } from "./server.js";

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const list = (items, none) => items.length ? make("ul", { className: "cards" }, ...items) : make("p", { className: "quiet" }, none);

export async function showState() {
  const [{ snapshots }, { sandboxes }] = await Promise.all([get("/snapshots"), get("/sandboxes")]);
  find("snapshots").replaceChildren(list(snapshots.map(snapshot), "No snapshots."));
  const shown = sandboxes.slice(0, 200).map(other);
  if (sandboxes.length > 200) shown.push(make("li", {}, `and ${sandboxes.length - 200} more`));
  find("sandboxes").replaceChildren(list(shown, "No sandboxes in use."));
}

/** Performs an action, reports success or the error, and updates the tab. */
async function perform(action, success, error = "snapshot-error") {
  find(error).textContent = "";
  try {
    await action();
    announce(success);
  } catch ({ message }) {
    find(error).textContent = message;
  }
  await showState();
}

function snapshot({ name, agents }) {
  const restore = async () => {
    if (!await confirm(`Restore the snapshot ${name}?`, "All agents are replaced by those of the snapshot. Requests and faults stay. "
      + "You cannot undo this; save a snapshot first to keep the current agents.", "Restore")) return;
    await perform(() => call("POST", path("snapshots", name, "restore")), `${name} is restored`);
  };
  const remove = async () => {
    if (!await confirm(`Delete the snapshot ${name}?`, "The agents stay as they are. You cannot undo this.", "Delete")) return;
    await perform(() => call("DELETE", path("snapshots", name)), `${name} is deleted`);
  };
  return make("li", {}, make("div", {}, make("b", {}, foreign(name)),
    make("p", { className: "quiet" }, count(agents, "agent"))),
  make("p", { className: "buttons" }, button("Restore …", restore, { "aria-label": `Restore ${name}` }),
    button("Delete …", remove, { "aria-label": `Delete ${name}` })));
}

function other({ name, requests, mappings, idleSeconds }) {
  const remove = async () => {
    if (!await confirm(`Remove the sandbox ${name}?`, "Its agents, requests, faults and snapshots are removed. The next use creates it with the seeded agents. "
      + "You cannot undo this.", "Remove")) return;
    await perform(() => call("DELETE", path("sandboxes", name)), `${name} is removed`, "sandbox-error");
  };
  return make("li", {}, make("div", {},
    name === sandbox ? make("b", {}, foreign(name), " (this one)") : make("a", { href: pageOf(name) }, foreign(name)),
    make("p", { className: "quiet" }, `${count(requests, "request")}, ${count(mappings, "fault")}, idle for ${idleSeconds} s`)),
  name === sandbox ? "" : button("Remove …", remove, { "aria-label": `Remove ${name}` }));
}

const isName = (text) => /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(text);
const nameRule = "A name is 1 to 64 of A-Z, a-z, 0-9, “.”, “_” and “-”, but neither “.” nor “..”.";

async function save() {
  const name = find("snapshot-name").value.trim();
  if (!isName(name)) { find("snapshot-error").textContent = nameRule; return find("snapshot-name").focus(); }
  await perform(() => call("PUT", path("snapshots", name)), `${name} is saved`);
}

function open() {
  const name = find("sandbox-name").value.trim();
  if (isName(name)) return location.assign(pageOf(name));
  find("sandbox-error").textContent = nameRule;
  find("sandbox-name").focus();
}

async function reset() {
  if (!await confirm(`Reset the sandbox ${sandbox}?`, "Its agents are those of the seeds again. Its requests, faults, settings, clock and rule switches are removed, and "
    + "the connections of delayed responses are closed. Snapshots stay. You cannot undo this.", "Reset")) return;
  await perform(() => call("POST", "/reset"), "The sandbox was reset");
}

const onEnter = (action) => (event) => { if (event.key === "Enter") action(); };

export function startState() {
  find("save-snapshot").onclick = save;
  find("snapshot-name").onkeydown = onEnter(save);
  find("reset").onclick = reset;
  find("open-sandbox").onclick = open;
  find("sandbox-name").onkeydown = onEnter(open);
}
