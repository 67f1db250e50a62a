// The pages of the dashboard.
//
// A page is a module that exports `page`:
//   id            its name in the address, `#id/step/…?query`
//   title, icon   in the side bar and the head; `icon` is a symbol of index.html
//   key           optional: the letter after `g` that opens it
//   needsSandbox  whether it is about one sandbox; with all chosen, it is about the last one used, and a line with `about`
//                 ("These are the agents of") says so
//   isAboutSandboxes  optional: whether it is about all sandboxes, if all are chosen, which the head then says
//   inSide        optional: whether the side bar has it. Sandboxes stands below its own list there, and More only on a phone
//   hasTab        optional: whether a phone has a tab for it. The others are reached by More
//   badge(sandboxes)  optional: `{ text, kind }` beside its name, from the rows of GET /sandboxes that it is about
//   mount(place)  builds it and returns `{ show(address), keys }`. `place` has `sandbox`, `showActions(…)`, `showBar(…)`, `body`, `split()`,
//                 `get`, `call`, `on(event, handler)`, `follow(…)` and `signal`, which is aborted when the reader leaves: see place.js.
//                 `show` is called at first and for each change of the address; `address` has `sandbox`, `steps`, `query`.
//                 `keys` has a function for each single letter.
// Add it to the list in app.js, its file and its stylesheet to Routes/Dashboard.swift, and the stylesheet to index.html.

/** In the order of the side bar. app.js fills the list: here are no imports, so that pages may use what lists them. */
export const pages = [];
export const sidePages = () => pages.filter(({ inSide }) => inSide);
export const tabPages = () => pages.filter(({ hasTab }) => hasTab);
