// Clock and delay of the chosen sandbox: two lines in the side bar, and the small forms behind them.
import { current } from "./address.js";
import { callButton, segments } from "./controls.js";
import { show } from "./dialogs.js";
import { announce, button, fill, icon, make } from "./dom.js";
import { without } from "./json.js";
import { overviewChanged, overviewTime, sandboxNamed } from "./overview.js";
import { call, get } from "./server.js";
import { dayAndTime, timeOfDay } from "./text.js";

const minute = 60_000,
  advances = [["1 min", minute], ["1 h", 60 * minute], ["1 day", 1440 * minute], ["30 days", 30 * 1440 * minute]];
let place = null;

export function makeStates(element) {
  place = element;
}

/** Draws both lines again. A sandbox that is not in use has the system's time and no delay. */
export function drawStates() {
  const { sandbox } = current();
  if (sandbox === null) return fill(place);
  const found = sandboxNamed(sandbox);
  const states = [
    found?.clock ? clockState(found.clock, overviewTime()) : clockState(),
    delayState(found?.delay ?? {}),
  ];
  if (place.dataset.sandbox !== sandbox || place.childElementCount === 0) {
    place.dataset.sandbox = sandbox;
    fill(place, line("clock", "Clock", () => showClock(sandbox)), line("delay", "Delay", () => showDelay(sandbox)));
  }
  [...place.children].forEach((button, index) => {
    const { words, isSet } = states[index];
    button.className = `state ${isSet ? ["amber", "violet"][index] : ""}`;
    button.title = `${["Clock", "Delay"][index]}: ${words}`;
    button.querySelector(".value").textContent = words;
  });
}

const line = (symbol, title, onclick) =>
  make(
    "button",
    { type: "button", className: "state", onclick },
    icon(symbol),
    make("span", {}, title),
    make("span", { className: "value" }),
  );

/** Returns the words for a clock, as the server gives it. Without one, it is the system's. */
export function clockState({ now, frozen, moved } = { now: null, frozen: false, moved: false }, readAt = Date.now()) {
  const offset = moved ? Date.parse(now) - readAt : 0;
  if (frozen) return { words: `frozen, ${timeOfDay(now)}`, tag: "frozen", isSet: true };
  if (!moved) return { words: "system time", tag: null, isSet: false };
  const words = `${distance(Math.abs(offset))} ${offset > 0 ? "ahead" : "behind"}`;
  return { words, tag: words, isSet: true };
}

function distance(milliseconds) {
  for (const [size, noun] of [[1440 * minute, "day"], [60 * minute, "hour"], [minute, "minute"], [1000, "second"]]) {
    const value = Math.round(milliseconds / size);
    if (milliseconds >= size * 0.95) return `${value} ${noun}${value === 1 ? "" : "s"}`;
  }
  return "a moment";
}

/** Returns the words for the delay of every answer, in WireMock's settings. */
export function delayState(settings = {}) {
  const { fixedDelay, delayDistribution: spread } = settings;
  if (fixedDelay > 0) {
    return { words: `${fixedDelay} ms`, isSet: true, milliseconds: Number(fixedDelay), kind: "fixed" };
  }
  if (spread) {
    return {
      words: spread.type === "uniform" ? `${spread.lower}–${spread.upper} ms` : `about ${spread.median} ms`,
      isSet: true,
      milliseconds: Math.round(Number(spread.median ?? (Number(spread.lower) + Number(spread.upper)) / 2)),
      kind: "spread",
    };
  }
  return { words: "none", isSet: false, milliseconds: 0, kind: "fixed" };
}

/** Draws the form of the clock into an element. */
export async function clockForm(element, sandbox) {
  const clock = await get("/clock", sandbox);
  const change = (body, words, done = () => {}) => async () => {
    await (body ? call("PUT", "/clock", body, sandbox) : call("DELETE", "/clock", undefined, sandbox));
    done();
    changed(`The clock of ${sandbox} ${words}`);
    await clockForm(element, sandbox);
  };
  const state = clockState(clock);
  // A user who opened it while the clock was asked keeps it open.
  const opened = element.querySelector(".clock-setting:not([hidden]) input");
  const isFocused = opened === document.activeElement;
  const field = make("input", {
    className: "field",
    type: "datetime-local",
    step: 1,
    value: opened?.value ?? localTime(clock.now),
    "aria-label": "Date and time",
  });
  const setting = make(
    "div",
    { className: "buttons clock-setting", hidden: !opened },
    field,
    callButton("Set", async () => {
      if (Number.isNaN(Date.parse(field.value))) throw new Error("A date and a time are required.");
      const now = new Date(field.value).toISOString().replace(/\.\d+/, "");
      await change({ now }, "is set", () => setting.hidden = true)();
    }, { className: "button small" }),
  );
  const opener = button("Set …", () => {
    setting.hidden = !setting.hidden;
    field.focus();
  }, { className: "button small" });
  const errors = [];
  const small = (label, body, words) => {
    const made = callButton(label, change(body, words), { className: "button small" });
    errors.push(made.error);
    return made;
  };
  fill(
    element,
    make(
      "div",
      { className: "card" },
      make(
        "div",
        { className: "pad form-lines" },
        make(
          "div",
          { className: "buttons" },
          make("b", { className: "clock-now" }, dayAndTime(clock.now)),
          make("span", { className: "quiet" }, state.tag ?? "system time"),
          make("span", { className: "push" }),
          clock.frozen
            ? small("Let it run", { frozen: false }, "runs")
            : small("Freeze now", { frozen: true }, "is frozen"),
          state.isSet && small("System time", null, "is the system's"),
        ),
        make(
          "div",
          { className: "buttons" },
          make("span", { className: "quiet" }, "Advance by"),
          ...advances.map(([label, milliseconds]) =>
            small(label, { advanceMilliseconds: milliseconds }, `is ${label} ahead`)
          ),
          make("span", { className: "push" }),
          opener,
        ),
        setting,
        ...errors,
      ),
    ),
  );
  if (isFocused) field.focus();
}

const localTime = (text) => {
  const date = new Date(text);
  return new Date(date - date.getTimezoneOffset() * minute).toISOString().slice(0, 19);
};

/** Draws the form of the delay into an element. */
export async function delayForm(element, sandbox) {
  const { settings } = await get("/settings", sandbox);
  const state = delayState(settings);
  let kind = state.kind;
  const error = make("p", { className: "error", role: "alert" });
  const field = make("input", {
    className: "field number-field",
    type: "number",
    min: 0,
    max: 60000,
    step: 1,
    value: state.milliseconds,
    "aria-label": "Delay in milliseconds",
  });
  const slider = make("input", {
    type: "range",
    min: 0,
    max: 3000,
    step: 50,
    value: Math.min(3000, state.milliseconds),
    "aria-label": "Delay",
    className: "slider",
  });
  const send = async () => {
    error.textContent = "";
    const value = Math.round(Number(field.value));
    if (!(value >= 0 && value <= 60000)) {
      error.textContent = "A delay is from 0 to 60,000 ms.";
      return;
    }
    const body = value === 0
      ? {}
      : kind === "fixed"
      ? { fixedDelay: value }
      : { delayDistribution: { type: "uniform", lower: Math.round(value / 2), upper: Math.round(value * 1.5) } };
    try {
      // Settings that this form does not show stay.
      await call("POST", "/settings", { ...without(settings, "fixedDelay", "delayDistribution"), ...body }, sandbox);
      changed(value === 0 ? `${sandbox} answers at once` : `${sandbox} answers ${value} ms late`);
    } catch ({ message }) {
      error.textContent = message;
    }
  };
  slider.oninput = () => {
    field.value = slider.value;
  };
  slider.onchange = send;
  field.onchange = () => {
    slider.value = Math.min(3000, Number(field.value));
    return send();
  };
  fill(
    element,
    make(
      "div",
      { className: "card" },
      make(
        "div",
        { className: "pad form-lines" },
        make(
          "div",
          { className: "delay-line" },
          slider,
          make("span", { className: "with-unit" }, field, make("span", { className: "quiet" }, "ms")),
          segments(
            "Kind of delay",
            [{ id: "fixed", label: "fixed" }, { id: "spread", label: "spread around" }],
            kind,
            (id) => {
              kind = id;
              return send();
            },
          ),
        ),
        error,
      ),
    ),
  );
}

function changed(words) {
  announce(words);
  overviewChanged();
}

const withForm = (title, form) => async (sandbox) => {
  const place = make("div", { className: "form" });
  await form(place, sandbox);
  const dialog = show(`${title} of ${sandbox}`, [
    place,
    make("p", { className: "buttons end" }, button("Close", () => dialog.close())),
  ]);
};
export const showClock = withForm("Clock", clockForm);
export const showDelay = withForm("Delay", delayForm);
