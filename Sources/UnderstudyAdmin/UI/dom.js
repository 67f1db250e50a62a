// Creates and changes elements. Text is always inserted as text, never as markup.

export const find = (id) => document.getElementById(id);

/** Creates an element. What is not a property of the element, such as `aria-…` or `data-…`, becomes an attribute. */
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

/** Shows text from a client, isolated from the direction of the text around it, and cut if it is long. */
export function foreign(text, limit = 300) {
  const whole = String(text);
  const bdi = make("bdi", {}, whole);
  if (whole.length <= limit) return bdi;
  // Not between the two halves of a surrogate pair.
  bdi.textContent = whole.slice(0, limit).replace(/[\ud800-\udbff]$/, "") + " … ";
  const more = button(`show all ${whole.length.toLocaleString("en")} characters`, () => {
    bdi.textContent = whole;
    more.remove();
  }, { className: "more" });
  return make("span", {}, bdi, more);
}

/** Shows the start of a text, for titles and rows. */
export const excerpt = (text, limit = 80) => {
  const whole = String(text);
  return make("bdi", {}, whole.length > limit ? whole.slice(0, limit).replace(/[\ud800-\udbff]$/, "") + "…" : whole);
};

/** Shows preformatted text, which can be scrolled with the keyboard too. */
export const block = (label, text) =>
  make("pre", { tabIndex: 0, "aria-label": label }, make("code", {}, foreign(text, 5000)));

export const folded = (title, text) => make("details", {}, make("summary", {}, title), block(title, text));

/** Scrolls to the selected item if it is below the list, as on a small screen. */
export function reveal(place) {
  if (place.getBoundingClientRect().top > innerHeight * 0.8) place.scrollIntoView({ block: "start" });
}

/** Shows a sentence with the text between backticks as code. */
export const sentence = (text) => {
  const parts = String(text).split("`");
  if (parts.length % 2 === 0) return [foreign(text)];
  return parts.map((part, index) => (index % 2 ? make("code", {}, foreign(part)) : foreign(part, 2000)));
};

/** Shows a link to another site, or only text if the address is no web page. */
export const link = (address, label) =>
  /^https?:\/\//.test(address)
    ? make("a", { href: address, target: "_blank", rel: "noreferrer noopener" }, label)
    : make("span", {}, label);

/** Announces something to screen readers. Not for frequent events. */
export const announce = (text) => { find("announcer").textContent = text; };

/** Asks before an action that cannot be undone. */
export function confirm(title, text, label) {
  const dialog = find("confirmation");
  find("confirmation-title").textContent = title;
  find("confirmation-text").textContent = text;
  find("confirmation-confirm").textContent = label;
  dialog.showModal();
  return new Promise((resolve) => {
    const close = (answer) => () => { dialog.onclose = null; dialog.close(); resolve(answer); };
    find("confirmation-confirm").onclick = close(true);
    find("confirmation-cancel").onclick = close(false);
    dialog.onclose = () => resolve(false);
  });
}
