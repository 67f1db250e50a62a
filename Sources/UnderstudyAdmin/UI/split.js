// A list and a detail with a border that can be moved.
import { fill, make } from "./dom.js";
import { keep } from "./kept.js";

const minimum = 360, step = 24;

/**
 * Calls a function that changes the width of a list, and by it the height of its rows. The chosen row, or if it is not to be seen, the
 * first one that is, stays where it is on the screen.
 */
function keepRow(list, change) {
  const top = list.getBoundingClientRect().top, bottom = top + list.clientHeight;
  const isSeen = (row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom;
  const row = [
    ...list.querySelectorAll(".row:is([aria-selected=true], [tabindex='0'])"),
    ...list.querySelectorAll(".row"),
  ]
    .find(isSeen);
  const before = row?.getBoundingClientRect().top;
  change();
  if (!row || getComputedStyle(list).visibility === "hidden") return;
  const after = row.getBoundingClientRect();
  list.scrollTop += Math.max(after.top - before, after.bottom - bottom);
}

/** Returns `{ list, detail, open(), close(), isOpen, isBeside }`; on a phone, an open detail is not beside the list but covers it. */
export function makeSplit(body, signal) {
  const list = make("div", { className: "list" });
  const border = make("div", {
    className: "border",
    role: "separator",
    tabIndex: 0,
    "aria-orientation": "vertical",
    "aria-label": "Width of the detail",
    hidden: true,
  });
  const detail = make("article", { className: "detail", "aria-label": "Detail", tabIndex: -1, hidden: true });
  fill(body, list, border, detail);
  const maximum = () => Math.max(minimum, body.clientWidth * 0.7);
  const announceWidth = () => {
    border.setAttribute("aria-valuemin", minimum);
    border.setAttribute("aria-valuemax", Math.round(maximum()));
    border.setAttribute(
      "aria-valuenow",
      Math.min(Math.round(maximum()), Math.max(minimum, Math.round(detail.clientWidth))),
    );
  };
  const resize = (width) => {
    const kept = Math.round(Math.min(maximum(), Math.max(minimum, width)));
    keepRow(list, () => document.documentElement.style.setProperty("--detail", `${kept}px`));
    keep("detail", String(kept));
    announceWidth();
  };
  const restore = () => {
    keepRow(list, () => document.documentElement.style.removeProperty("--detail"));
    keep("detail", null);
    announceWidth();
  };
  border.ondblclick = restore;
  border.onpointerdown = (event) => {
    if (event.button !== 0) return;
    border.setPointerCapture(event.pointerId);
    border.onpointermove = (moved) => resize(body.getBoundingClientRect().right - moved.clientX);
    border.onpointerup = border.onpointercancel = () => {
      border.onpointermove = null;
    };
  };
  border.onkeydown = (event) => {
    const change = { ArrowLeft: step, ArrowRight: -step, Home: Infinity, End: -Infinity }[event.key];
    if (event.key === "Enter") restore();
    else if (change === undefined) return;
    else resize(detail.clientWidth + change);
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("resize", announceWidth, { signal });
  signal.addEventListener("abort", () => {
    delete document.body.dataset.detail;
  });
  /** Where the list was before the detail covered it: it is higher below the detail, and may have less to scroll. */
  let place = 0;
  return {
    list,
    detail,
    get isOpen() {
      return !detail.hidden;
    },
    get isBeside() {
      return !detail.hidden && !matchMedia("(max-width: 39.99em)").matches;
    },
    open() {
      if (detail.hidden) place = list.scrollTop;
      keepRow(list, () => {
        border.hidden = detail.hidden = false;
        document.body.dataset.detail = "open";
      });
      announceWidth();
    },
    /** Closes the detail. A focus in it returns to the row. */
    close() {
      const hadFocus = detail.contains(document.activeElement);
      const wasCovered = !detail.hidden && getComputedStyle(list).visibility === "hidden";
      const close = () => {
        border.hidden = detail.hidden = true;
        delete document.body.dataset.detail;
      };
      if (wasCovered) close();
      else keepRow(list, close);
      detail.replaceChildren();
      if (wasCovered) list.scrollTop = place;
      if (hadFocus) list.querySelector(".row[tabindex='0']")?.focus({ preventScroll: true });
    },
  };
}
