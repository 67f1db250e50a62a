// A fault of one's own: a form, and the mapping that it makes as JSON. Each changes the other.
import { current } from "./address.js";
import { titleParts } from "./catalog.js";
import { callsOf } from "./collections.js";
import { callButton, select } from "./controls.js";
import { show as showDialog } from "./dialogs.js";
import { announce, button, make } from "./dom.js";
import { choice, isFromDashboard, lasting, ownOf, plain } from "./fault-mappings.js";
import { isObject, read, without, write } from "./json.js";
import { path } from "./server.js";
import { connectionFaults, faultWords } from "./text.js";

const effects = [
  ["slow", "Slow, else as usual"],
  ["429", "Too many requests 429"],
  ["500", "Server error 500"],
  ["503", "Unavailable 503"],
  ["error", "Another error of the vendor’s"],
  ["own", "An answer of my own"],
  ...connectionFaults.map((kind) => [kind, faultWords(kind)]),
];
const lasts = [["once", "for the next request"], ["times", "for a number of requests"], [
  "seconds",
  "for a number of seconds",
], ["off", "until I switch it off"]];

/** Returns `{ show(step), loaded(mappings), close() }`. The step is `new`, or the id of a mapping to change. */
export function makeBuilder(place, { vendors, agents, changed }) {
  let dialog = null, mappings = null, wanted = null;

  function show(step) {
    wanted = step;
    if (step === null) return close();
    if (dialog?.dataset.step === step || mappings === null) return;
    close();
    const mapping = step === "new" ? null : mappings.find(({ id }) => id === step) ?? undefined;
    if (mapping === undefined) {
      announce("This fault is no longer on");
      return place.go({ steps: [] }, { replaces: true });
    }
    dialog = open(mapping, place, { vendors: vendors(), agents: agents(), changed });
    dialog.dataset.step = step;
    dialog.addEventListener("close", (event) => {
      if (event.target !== dialog) return;
      dialog = null;
      if (wanted === step && current().page === "faults" && current().steps[0] === step) {
        place.go({ steps: [] }, { replaces: true });
      }
    });
  }

  function close() {
    const opened = dialog;
    dialog = null;
    opened?.close();
  }
  return {
    show,
    close: () => {
      wanted = null;
      close();
    },
    loaded(list) {
      mappings = list;
      if (wanted !== null) show(wanted);
    },
  };
}

function open(mapping, place, { vendors, agents, changed }) {
  const chosen = choice();
  let value = mapping ? plain(mapping) : {
    understudy: { error: 429, ...lasting(chosen) },
    request: { method: "ANY" },
    priority: 1,
    metadata: { dashboard: {} },
  };
  const json = make("textarea", {
      className: "field",
      rows: 12,
      spellcheck: false,
      "aria-label": "The mapping",
      id: "fault-json",
    }),
    validity = make("span", { role: "status" });
  const number = (label, properties) =>
    make("input", { className: "field number-field", type: "number", "aria-label": label, ...properties });

  const vendor = select(
    "Vendor",
    [["", "Every vendor"], ...vendors.map(({ id, title }) => [id, title])],
    "",
    (id) =>
      edit((own) => {
        set(own, "vendor", id);
        delete own.endpoint;
        delete own.agent;
        value.request = { method: "ANY" };
      }),
  );
  const callSelect = select("Call", [["", "Every call"]], "", (id) =>
    edit((own) => {
      const found = calls.find((call) => call.key === id);
      set(own, "endpoint", found?.endpoint);
      value.request = found
        ? { method: found.method, ...(found.pattern ? { urlPathPattern: found.pattern } : {}) }
        : { method: "ANY" };
    }));
  const agent = select("Agent", [["", "Every agent"]], "", (id) => edit((own) => set(own, "agent", id)));
  const effect = select("What happens", effects, "429", (id) => edit((own) => become(own, id)));
  const status = number("Status", {
    min: 200,
    max: 599,
    oninput: () =>
      edit((own) => {
        if (effect.value === "own") value.response = { ...value.response, status: Number(status.value) };
        else own.error = Number(status.value);
      }),
  });
  const delay = number("Delay in milliseconds", {
    min: 0,
    max: 86_400_000,
    step: 1,
    oninput: () => edit(() => setDelay(Number(delay.value))),
  });
  const last = select("How long", lasts, "once", (kind) => edit((own) => setLasting(own, { ...chosen, kind })));
  const lastNumber = number("How many", {
    min: 1,
    max: 86_400,
    oninput: () =>
      edit((own) =>
        setLasting(own, {
          kind: last.value,
          times: Math.max(1, Math.round(lastNumber.value)),
          seconds: Math.max(1, Number(lastNumber.value)),
        })
      ),
  });
  const chance = number("Chance in percent", {
    min: 0,
    max: 100,
    step: 1,
    oninput: () =>
      edit((own) => {
        const share = Math.min(100, Math.max(0, Number(chance.value))) / 100;
        if (share < 1) own.probability = share;
        else delete own.probability;
      }),
  });
  let calls = [];

  const set = (object, name, text) => {
    if (text) object[name] = text;
    else delete object[name];
  };

  /** Changes the mapping by the form. */
  function edit(change) {
    const own = isObject(value.understudy)
      ? value.understudy
      : isObject(value.metadata?.understudy)
      ? value.metadata.understudy
      : (value.understudy = {});
    value.request ??= { method: "ANY" };
    change(own);
    if (value.understudy && Object.keys(value.understudy).length === 0) delete value.understudy;
    if (isObject(value.response) && Object.keys(value.response).length === 0) delete value.response;
    draw();
  }

  /** Sets a field, unless the reader is writing in it. */
  const put = (field, value) => {
    if (field !== document.activeElement) field.value = value;
  };

  function become(own, id) {
    const late = Number(value.response?.fixedDelayMilliseconds ?? 0);
    delete own.error;
    delete own.emulate;
    const kept = late > 0 ? { fixedDelayMilliseconds: late } : {};
    value.response = kept;
    if (id === "slow") {
      own.emulate = true;
      if (late === 0) value.response = { fixedDelayMilliseconds: Math.round(chosen.slow * 1000) };
    } else if (id === "own") value.response = { status: 418, jsonBody: { error: "" }, ...kept };
    else if (connectionFaults.includes(id)) value.response = { fault: id, ...kept };
    else own.error = id === "error" ? 502 : Number(id);
  }

  function setDelay(milliseconds) {
    const rest = without(value.response ?? {}, "fixedDelayMilliseconds");
    value.response = milliseconds > 0 ? { ...rest, fixedDelayMilliseconds: Math.round(milliseconds) } : rest;
  }

  function setLasting(own, next) {
    delete own.times;
    delete own.ttlMilliseconds;
    Object.assign(own, lasting(next));
  }

  function effectOf(own) {
    const response = value.response ?? {};
    if (response.fault) return response.fault;
    if (own.error) return ["429", "500", "503"].includes(String(own.error)) ? String(own.error) : "error";
    return own.emulate ? "slow" : "own";
  }

  /** Shows the mapping: in the form, and as JSON unless the reader is writing it. */
  function draw({ isTyped = false } = {}) {
    const own = ownOf(value), kind = effectOf(own);
    vendor.value = vendors.some(({ id }) => id === own.vendor)
      ? own.vendor
      : vendors.find(({ endpoints }) => endpoints.some(({ id }) => id === own.endpoint))?.id ?? "";
    effect.value = kind;
    status.hidden = kind !== "error" && kind !== "own";
    status.min = kind === "error" ? 400 : 200;
    put(status, kind === "error" ? own.error : value.response?.status ?? 200);
    put(delay, value.response?.fixedDelayMilliseconds ?? 0);
    last.value = Number(own.times) === 1 ? "once" : own.times ? "times" : own.ttlMilliseconds ? "seconds" : "off";
    lastNumber.hidden = last.value !== "times" && last.value !== "seconds";
    put(lastNumber, last.value === "times" ? own.times : own.ttlMilliseconds ? Number(own.ttlMilliseconds) / 1000 : 1);
    put(chance, own.probability === undefined ? 100 : Math.round(Number(own.probability) * 1000) / 10);
    if (!isTyped) json.value = write(value);
    validity.textContent = "";
    drawChoices(own);
  }

  async function drawChoices(own) {
    const found = vendors.find(({ id }) => id === vendor.value),
      collections = new Set(found?.endpoints.map(({ collection }) => collection));
    callSelect.disabled = agent.disabled = !found;
    agent.setOptions([
      ["", "Every agent"],
      ...[...agents].filter(([id, other]) => collections.has(other.collection) || id === own.agent).slice(0, 500).map((
        [id, { name }],
      ) => [id, name.slice(0, 60)]),
    ], own.agent ?? "");
    calls = found ? await callChoices(found, place.sandbox).catch(() => []) : [];
    callSelect.setOptions(
      [[
        "",
        own.endpoint || value.request?.urlPathPattern || (value.request?.method ?? "ANY") !== "ANY"
          ? "As below"
          : "Every call",
      ], ...calls.map(({ key, label }) => [key, label])],
      calls.find((call) =>
        call.endpoint === own.endpoint && call.method === value.request?.method &&
        (call.pattern ?? undefined) === value.request?.urlPathPattern
      )?.key ?? "",
    );
  }

  json.oninput = () => {
    try {
      const next = read(json.value);
      if (!isObject(next)) throw new Error("A mapping is a JSON object.");
      value = next;
      draw({ isTyped: true });
    } catch ({ message }) {
      validity.textContent = message.slice(0, 90);
    }
  };

  const sender = callButton(mapping ? "Change" : "Switch on", async () => {
    if (validity.textContent) throw new Error("The mapping is not valid JSON.");
    const stored = mapping
      ? await place.call("PUT", path("mappings", mapping.id), value)
      : await place.call("POST", "/mappings", value);
    announce(mapping ? "The fault is changed" : "The fault is on");
    await changed(stored);
    dialog.close();
  }, { className: "button main" });
  const line = (label, ...controls) =>
    make(
      "div",
      { className: "field-line" },
      make("span", { className: "label" }, label),
      make("div", { className: "buttons" }, ...controls),
    );
  const unit = (field, text) =>
    make("span", { className: "with-unit" }, field, make("span", { className: "quiet" }, text));
  draw();
  const dialog = showDialog(mapping ? "Change a fault" : "Build your own fault", [
    make(
      "div",
      { className: "form" },
      line("Vendor", vendor),
      line("Call", callSelect),
      line("Agent", agent),
      line("What", effect, status),
      line("Delay", unit(delay, "ms")),
      line("Lasts", last, lastNumber),
      line("Chance", unit(chance, "% of the requests")),
      make("div", { className: "section-head" }, make("label", { htmlFor: "fault-json" }, "The mapping"), validity),
      json,
      sender.error,
    ),
    make(
      "p",
      { className: "buttons end" },
      mapping && !isFromDashboard(mapping) && make("span", { className: "quiet foreign-note" }, "Set by a test."),
      button("Cancel", () => dialog.close()),
      sender,
    ),
  ], { className: "builder" });
  return dialog;
}

/** Returns the calls of a vendor. One whose method another call of its endpoint has is known by its path. */
async function callChoices(vendor, sandbox) {
  const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]*\}/g, "[^/]+");
  const all = await Promise.all(vendor.endpoints.map(async (endpoint) => {
    const calls = await callsOf(endpoint, sandbox), { subject } = titleParts(endpoint.title);
    return calls.map((call) => ({
      key: call.id,
      endpoint: endpoint.id,
      method: call.method,
      pattern: calls.filter(({ method }) => method === call.method).length > 1
        ? `(/${vendor.id})?${escaped(call.path)}`
        : undefined,
      label: vendor.endpoints.length > 1 && subject !== vendor.title
        ? `${subject.replace(`${vendor.title} `, "")}: ${call.words}`
        : call.words,
    }));
  }));
  return all.flat();
}
