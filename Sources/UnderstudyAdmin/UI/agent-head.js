// The head of the agents: a new agent, snapshots, the export, and the menu.
import { callsOf, collections } from "./collections.js";
import { askDelete, askRestore, askSnapshotName } from "./dialogs.js";
import { announce, icon, make } from "./dom.js";
import { menuButton } from "./menu.js";
import { path } from "./server.js";
import { schemeItems } from "./settings.js";
import { count } from "./text.js";

export function headOf(place, { go, reload }) {
  const { sandbox, signal } = place;
  let snapshots = [], creatable = [];
  const error = make("p", { className: "error head-error", role: "alert" });
  const act = (action, words) => async () => {
    error.textContent = "";
    try {
      await action();
      announce(words);
      await Promise.all([loadSnapshots(), reload()]);
    } catch ({ message }) {
      error.textContent = message;
    }
  };

  const creator = menuButton(
    make("span", { className: "words" }, "New agent"),
    () => creatable.map(({ endpoint, title }) => ({ label: title, act: () => go(["new", endpoint]) })),
    { symbol: "plus", name: "New agent" },
  );
  creator.dataset.calls = "";
  const number = make("span", { className: "number" });
  const shots = menuButton(make("span", { className: "words" }, "Snapshots"), () => [
    { label: "Save a snapshot …", icon: "camera", act: save },
    ...(snapshots.length > 0 ? ["Restore"] : []),
    ...snapshots.map(({ name, agents }) => ({
      label: name,
      note: count(agents, "agent"),
      icon: "undo",
      act: () => restore(name),
    })),
    ...(snapshots.length > 0 ? ["Delete"] : []),
    ...snapshots.map(({ name }) => ({ label: name, icon: "trash", act: () => remove(name) })),
  ], { symbol: "camera", name: "Snapshots" });
  shots.insertBefore(number, shots.lastChild);
  shots.dataset.calls = "";
  const exporter = make(
    "a",
    {
      className: "button",
      href: place.address("/export"),
      download: `${sandbox}.json`,
      "aria-label": "Export as seed file",
      title: "Export as seed file",
    },
    icon("download"),
    make("span", { className: "words" }, "Export as seed file"),
  );
  place.showActions(
    error,
    creator,
    shots,
    exporter,
    menuButton("", schemeItems, { symbol: "more", name: "More", className: "bare" }),
  );

  async function save() {
    const name = await askSnapshotName(sandbox);
    if (name) await act(() => place.call("PUT", path("snapshots", name)), `${name} is saved`)();
  }

  async function restore(name) {
    if (await askRestore(name, sandbox)) {
      await act(() => place.call("POST", path("snapshots", name, "restore")), `${name} is restored`)();
    }
  }

  async function remove(name) {
    if (await askDelete(name)) {
      await act(() => place.call("DELETE", path("snapshots", name)), `${name} is deleted`)();
    }
  }

  async function loadSnapshots() {
    ({ snapshots } = await place.get("/snapshots"));
    number.textContent = snapshots.length > 0 ? String(snapshots.length) : "";
  }

  async function loadCreatable() {
    const found = await Promise.all((await collections()).map(async (collection) => {
      const able = await Promise.all(
        collection.endpoints.map(async (endpoint) =>
          (await callsOf(endpoint, sandbox)).some(({ operation }) => operation === "create") && endpoint.id
        ),
      );
      const endpoint = able.find(Boolean);
      return endpoint && { endpoint, title: collection.title.replace(/s$/, "") };
    }));
    creatable = found.filter(Boolean);
    creator.hidden = creatable.length === 0;
  }

  creator.hidden = true;
  loadSnapshots().catch(() => {});
  loadCreatable().catch(() => {});
  place.on("sandbox", () => {
    if (!signal.aborted) loadSnapshots().catch(() => {});
  });
}
