// The sandbox as a whole: snapshots, reset, and the others.
import { announce, button, confirm, find, foreign, make } from "./dom.js";
import { call, get, pageOf, path, sandbox } from "./server.js";

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const list = (items, none) => items.length ? make("ul", { className: "cards" }, ...items) : make("p", { className: "quiet" }, none);

export async function showState() {
  const [{ snapshots }, { sandboxes }] = await Promise.all([get("/snapshots"), get("/sandboxes")]);
  find("snapshots").replaceChildren(list(snapshots.map(snapshot), "None is saved."));
  const shown = sandboxes.slice(0, 200).map(other);
  if (sandboxes.length > 200) shown.push(make("li", {}, `and ${sandboxes.length - 200} more`));
  find("sandboxes").replaceChildren(list(shown, "None is in use."));
}

/** Does it, says that it is done, or what is wrong, and shows what there is now. */
async function act(work, done, mistake = "snapshot-mistake") {
  find(mistake).textContent = "";
  try {
    await work();
    announce(done);
  } catch (error) {
    find(mistake).textContent = error.message;
  }
  await showState();
}

function snapshot({ name, agents }) {
  const restore = async () => {
    if (!await confirm(`Go back to ${name}?`, "All agents become as they were when it was saved. Requests and faults stay. "
      + "This cannot be undone; save a snapshot first if what is there now matters.", "Go back")) return;
    await act(() => call("POST", path("snapshots", name, "restore")), `The agents are those of ${name}`);
  };
  const remove = async () => {
    if (!await confirm(`Delete the snapshot ${name}?`, "The agents stay as they are. This cannot be undone.", "Delete")) return;
    await act(() => call("DELETE", path("snapshots", name)), `${name} is deleted`);
  };
  return make("li", {}, make("div", {}, make("b", {}, foreign(name)),
    make("p", { className: "quiet" }, count(agents, "agent"))),
  make("p", { className: "buttons" }, button("Restore …", restore, { "aria-label": `Restore ${name}` }),
    button("Delete …", remove, { "aria-label": `Delete ${name}` })));
}

function other({ name, requests, mappings, idleSeconds }) {
  const remove = async () => {
    if (!await confirm(`Remove the sandbox ${name}?`, "Its agents begin as the seeds again, and its requests, faults and snapshots are gone. "
      + "This cannot be undone.", "Remove")) return;
    await act(() => call("DELETE", path("sandboxes", name)), `${name} is removed`, "sandbox-mistake");
  };
  return make("li", {}, make("div", {},
    name === sandbox ? make("b", {}, foreign(name), " (this one)") : make("a", { href: pageOf(name) }, foreign(name)),
    make("p", { className: "quiet" }, `${count(requests, "request")}, ${count(mappings, "fault")}, idle for ${idleSeconds} s`)),
  name === sandbox ? "" : button("Remove …", remove, { "aria-label": `Remove ${name}` }));
}

const isName = (text) => /^[A-Za-z0-9._-]{1,64}$/.test(text);
const naming = "A name is 1 to 64 of A-Z, a-z, 0-9, “.”, “_” and “-”.";

async function save() {
  const name = find("snapshot-name").value.trim();
  if (!isName(name)) { find("snapshot-mistake").textContent = naming; return find("snapshot-name").focus(); }
  await act(() => call("PUT", path("snapshots", name)), `${name} is saved`);
}

function open() {
  const name = find("sandbox-name").value.trim();
  if (isName(name)) return location.assign(pageOf(name));
  find("sandbox-mistake").textContent = naming;
  find("sandbox-name").focus();
}

async function reset() {
  if (!await confirm(`Reset the sandbox ${sandbox}?`, "Its agents become as the seeds have them. Its requests, faults, settings, clock and "
    + "rule switches are forgotten, and answers that still wait are cut off. Snapshots stay. This cannot be undone.", "Reset")) return;
  await act(() => call("POST", "/reset"), "The sandbox is as it began");
}

const onEnter = (act) => (event) => { if (event.key === "Enter") act(); };

export function startState() {
  find("save-snapshot").onclick = save;
  find("snapshot-name").onkeydown = onEnter(save);
  find("reset").onclick = reset;
  find("open-sandbox").onclick = open;
  find("sandbox-name").onkeydown = onEnter(open);
}
