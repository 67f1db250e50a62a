// Creates and changes elements. Text is always inserted as text, never as markup.

export const find = (id) => document.getElementById(id);

/** Whether an element takes letters that are typed. */
export const isField = (element) =>
  element.isContentEditable ||
  (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(radio|checkbox|range)$/.test(element.type));

/** Creates an element. What is not a property of the element, such as `aria-…` or `data-…`, becomes an attribute. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...present(children));
  return element;
}

const present = (children) =>
  children.filter((child) => child !== undefined && child !== null && child !== "" && child !== false);

/** Replaces the children of an element, but leaves out what is absent, as `make` does. */
export const fill = (element, ...children) => element.replaceChildren(...present(children));

/** Makes these the children of an element, as `fill` does. Those that stay are not touched, so that a click on one is not lost. */
export function refill(element, ...children) {
  const wanted = present(children);
  for (const child of [...element.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (element.children[index] !== child) element.insertBefore(child, element.children[index] ?? null);
  });
}

const waiting = new WeakMap();

/**
 * Calls a function that replaces parts of an element, but not while the reader presses on one: the click would be lost. Of several
 * functions that wait for an element, only the last is called.
 */
export function whenReleased(element, action) {
  if (!element.matches(":active")) {
    waiting.delete(element);
    return action();
  }
  const isFirst = !waiting.has(element);
  waiting.set(element, action);
  if (!isFirst) return;
  const listening = new AbortController();
  const released = () => {
    listening.abort();
    setTimeout(() => {
      const last = waiting.get(element);
      waiting.delete(element);
      if (last) whenReleased(element, last);
    });
  };
  for (const name of ["pointerup", "pointercancel", "keyup"]) {
    addEventListener(name, released, { signal: listening.signal });
  }
}

const svgNamespace = "http://www.w3.org/2000/svg";

export function makeSVG(tag, attributes = {}, ...children) {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Returns an icon of the sprite in the page. It says nothing to screen readers. */
export const icon = (name, className = "icon") =>
  makeSVG("svg", { class: className, "aria-hidden": "true" }, makeSVG("use", { href: `#i-${name}` }));

export const unseen = (text) => make("span", { className: "unseen" }, text);

/** Returns a button with a label. An icon stands before it. */
export const button = (label, onclick, properties = {}, symbol) =>
  make("button", { type: "button", className: "button", onclick, ...properties }, symbol && icon(symbol), label);

/** Returns a button that is an icon only. */
export const iconButton = (symbol, label, onclick, properties = {}) =>
  make(
    "button",
    { type: "button", className: "bare", onclick, title: label, "aria-label": label, ...properties },
    icon(symbol),
  );

/** Shows text from a client, isolated from the direction of the text around it, and cut if it is long. */
export function foreign(text, limit = 300) {
  const whole = String(text);
  const bdi = make("bdi", {}, whole);
  if (whole.length <= limit) return bdi;
  bdi.textContent = `${start(whole, limit)} … `;
  const more = make("button", {
    type: "button",
    className: "more-text",
    onclick: () => {
      bdi.textContent = whole;
      more.remove();
    },
  }, `show all ${whole.length.toLocaleString("en")} characters`);
  return make("span", {}, bdi, more);
}

/** Returns the start of a text, but does not cut between the two halves of a surrogate pair. */
const start = (text, limit) => text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");

/** Shows the start of a text, for titles and rows. */
export const excerpt = (text, limit = 80) => {
  const whole = String(text);
  return make("bdi", {}, whole.length > limit ? `${start(whole, limit)}…` : whole);
};

/** Shows a sentence with the text between backticks as code. */
export const sentence = (text, limit = 2000) => {
  const parts = String(text).split("`");
  if (parts.length % 2 === 0) return [foreign(text, limit)];
  return parts.map((part, index) => part && (index % 2 ? make("code", {}, excerpt(part, 300)) : foreign(part, limit)))
    .filter(Boolean);
};

/** Shows a link to another site, or only text if the address is no web page. */
export const link = (address, ...label) =>
  /^https?:\/\//.test(address)
    ? make("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, ...label)
    : make("span", {}, ...label);

/** Announces something to screen readers. Not for frequent events. */
export const announce = (text) => {
  find("announcer").textContent = text;
};

/** Shows preformatted text, which can be scrolled with the keyboard too. */
export const block = (label, text) =>
  make(
    "div",
    { className: "code text", tabIndex: 0, role: "group", "aria-label": label },
    make("pre", {}, foreign(text, 5000)),
  );

export const folded = (title, text) => make("details", {}, make("summary", {}, title), block(title, text));

/** Grey lines in place of what is being loaded. They appear only after a while. */
export function loading(place) {
  const timer = setTimeout(
    () =>
      fill(
        place,
        make(
          "div",
          { className: "content grey-lines", "aria-hidden": "true" },
          ...Array.from({ length: 6 }, () => make("i")),
        ),
      ),
    300,
  );
  return () => clearTimeout(timer);
}
