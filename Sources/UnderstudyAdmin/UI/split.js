// A list and a detail with a border that can be moved.
import { fill, make } from "./dom.js";
import { keep } from "./kept.js";

const minimum = 360, step = 24;

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
    document.documentElement.style.setProperty("--detail", `${kept}px`);
    keep("detail", String(kept));
    announceWidth();
  };
  const restore = () => {
    document.documentElement.style.removeProperty("--detail");
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
      border.hidden = detail.hidden = false;
      document.body.dataset.detail = "open";
      announceWidth();
    },
    /** Closes the detail. A focus in it returns to the row. */
    close() {
      const hadFocus = detail.contains(document.activeElement);
      const wasCovered = !detail.hidden && getComputedStyle(list).visibility === "hidden";
      border.hidden = detail.hidden = true;
      delete document.body.dataset.detail;
      detail.replaceChildren();
      if (wasCovered) list.scrollTop = place;
      if (hadFocus) list.querySelector(".row[tabindex='0']")?.focus({ preventScroll: true });
    },
  };
}
