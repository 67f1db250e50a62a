// Making and changing what is on the page. Text is always text: nothing here reads markup.

export const find = (id) => document.getElementById(id);

/** An element. Properties are the element's own, but for `aria-…`, `data-…`, `role` and the like, which are attributes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
  return element;
}

export const button = (label, onclick, properties = {}) =>
  make("button", { type: "button", onclick, ...properties }, label);

/** What somebody else wrote: kept apart, so that its direction of writing stays its own; cut where it is long. */
export function foreign(text, most = 300) {
  const whole = String(text);
  const bdi = make("bdi", {}, whole);
  if (whole.length <= most) return bdi;
  // Not between the two halves of a character.
  bdi.textContent = whole.slice(0, most).replace(/[\ud800-\udbff]$/, "") + " … ";
  const more = button(`show all ${whole.length.toLocaleString("en")} characters`, () => {
    bdi.textContent = whole;
    more.remove();
  }, { className: "more" });
  return make("span", {}, bdi, more);
}

/** For titles and rows, where nobody looks for the rest. */
export const excerpt = (text, most = 80) => {
  const whole = String(text);
  return make("bdi", {}, whole.length > most ? whole.slice(0, most).replace(/[\ud800-\udbff]$/, "") + "…" : whole);
};

/** A text with lines of its own, to be read with the keyboard too. */
export const block = (label, text) =>
  make("pre", { tabIndex: 0, "aria-label": label }, make("code", {}, foreign(text, 5000)));

export const folded = (title, text) => make("details", {}, make("summary", {}, title), block(title, text));

/** Brings what was just chosen into view where, on a small screen, it stands below the list. */
export function reveal(place) {
  if (place.getBoundingClientRect().top > innerHeight * 0.8) place.scrollIntoView({ block: "start" });
}

/** A text with its `code` as code. */
export const sentence = (text) => {
  const parts = String(text).split("`");
  if (parts.length % 2 === 0) return [foreign(text)];
  return parts.map((part, index) => (index % 2 ? make("code", {}, foreign(part)) : foreign(part, 2000)));
};

/** A link to a page elsewhere; only text where the address is no page's. */
export const link = (address, label) =>
  /^https?:\/\//.test(address)
    ? make("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, label)
    : make("span", {}, label);

/** Says something to those who listen instead of looking; not for what happens all the time. */
export const announce = (text) => { find("announcer").textContent = text; };

/** Asks before something that cannot be taken back. */
export function confirm(title, text, yes) {
  const dialog = find("question");
  find("question-title").textContent = title;
  find("question-text").textContent = text;
  find("question-yes").textContent = yes;
  dialog.showModal();
  return new Promise((resolve) => {
    const close = (answer) => () => { dialog.onclose = null; dialog.close(); resolve(answer); };
    find("question-yes").onclick = close(true);
    find("question-no").onclick = close(false);
    dialog.onclose = () => resolve(false);
  });
}
