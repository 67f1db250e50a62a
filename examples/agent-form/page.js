import { api, create, list, remove, update } from "./agents.js";

const form = document.querySelector("form");
const status = form.querySelector("output");
const fields = [...form.querySelectorAll("input, textarea, select")];
/** Those that the key may see, by id. */
const agents = new Map();
/** The agent in the form; without an id it is a new one. */
let agent = {};

/** Shows an agent; without one, the form of a new agent. */
function show(shown = { mode: "public" }) {
  agent = shown;
  for (const field of fields) field.value = agent[field.id] ?? "";
  form.querySelector("h2").textContent = agent.id ? "Edit an agent" : "New agent";
  document.querySelector("#delete").hidden = !agent.id;
  showList();
}

function showList() {
  const items = [...agents.values()].map((listed) => {
    const link = document.createElement("button");
    link.type = "button";
    link.append(
      Object.assign(document.createElement("strong"), { textContent: listed.name }),
      Object.assign(document.createElement("span"), { textContent: listed.description ?? "" }),
    );
    if (listed.id === agent.id) link.setAttribute("aria-current", "true");
    link.addEventListener("click", () => {
      clear();
      show(listed);
    });
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  document.querySelector("#agents").replaceChildren(...items);
}

/** A number as a number; what cannot be one is sent as it is, and the vendor says what is wrong with it. */
function value(field) {
  return field.type === "number" && field.value !== "" ? Number(field.value) : field.value;
}

function changes() {
  return Object.fromEntries(
    fields.filter((field) => value(field) !== (agent[field.id] ?? "")).map((field) => [field.id, value(field)]),
  );
}

/** The field that the vendor's message is about: the message names it, or begins with its label. */
function fieldOf(message) {
  const words = message.toLowerCase();
  const label = (field) => form.querySelector(`label[for=${field.id}]`).textContent.split(",")[0].toLowerCase();
  return fields.find((field) => message.includes(`\`${field.id}\``)) ??
    fields.find((field) => words.startsWith(label(field))) ??
    fields.find((field) => words.split(/\W+/).includes(field.id.toLowerCase()));
}

function clear() {
  status.value = "";
  document.querySelector("#form-error").textContent = "";
  for (const field of fields) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    document.querySelector(`#${field.id}-error`)?.remove();
  }
}

function showError(message) {
  status.value = "";
  const field = fieldOf(message);
  if (!field) {
    document.querySelector("#form-error").textContent = message;
    return;
  }
  const error = document.createElement("p");
  Object.assign(error, { id: `${field.id}-error`, className: "error", textContent: message });
  error.setAttribute("role", "alert");
  field.after(error);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", error.id);
  field.focus();
}

/** Calls the API, which `work` does, and says what came of it. Meanwhile no button can be pressed. */
async function run(work, done) {
  const buttons = document.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    await work((seconds) => (status.value = `Too many requests. Trying again in ${seconds} s …`));
    status.value = done;
  } catch (error) {
    showError(error instanceof TypeError ? `${api} cannot be reached: ${error.message}` : error.message);
  } finally {
    for (const button of document.querySelectorAll("button")) button.disabled = false;
  }
}

function keep(saved) {
  agents.set(saved.id, saved);
  show(saved);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clear();
  const body = changes();
  if (!agent.id) run(async (onWait) => keep(await create(body, onWait)), "Created.");
  else if (Object.keys(body).length === 0) status.value = "Nothing was changed.";
  else run(async (onWait) => keep(await update(agent.id, body, onWait)), "Saved.");
});

document.querySelector("#new").addEventListener("click", () => {
  clear();
  show();
  fields[0].focus();
});

document.querySelector("#delete").addEventListener("click", () => {
  clear();
  if (!confirm(`Delete ${agent.name}?`)) return;
  run(async (onWait) => {
    await remove(agent.id, onWait);
    agents.delete(agent.id);
    show();
  }, "Deleted.");
});

run(async (onWait) => {
  for (const listed of await list(onWait)) agents.set(listed.id, listed);
  show(agents.get(new URLSearchParams(location.search).get("agent")) ?? [...agents.values()][0]);
}, "");
