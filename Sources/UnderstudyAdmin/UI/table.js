// A list with one tab stop: arrow keys move the focus from row to row.
import { make, whenReleased } from "./dom.js";

/**
 * Returns a grid.
 * @param columns `{ label, className }` for each column.
 * @param onOpen is called with the row's id on a click, Enter, and a step by arrow keys while the detail is open.
 * @returns `{ element, setRows(rows), prepend(rows, limit), row(id), select(id), move(by), ids, focus(), keys(isOpen, close) }`
 */
export function makeGrid(label, columns, { className = "", onOpen, follows = () => false }) {
  const heads = make(
    "div",
    { role: "row", className: "column-heads" },
    ...columns.map(({ label, className = "" }) => make("div", { role: "columnheader", className }, label)),
  );
  const rows = make("div", { role: "rowgroup", className: "rows" });
  const element = make(
    "div",
    { role: "grid", className: `grid ${className}`, "aria-label": label },
    make("div", { role: "rowgroup", className: "heads" }, heads),
    rows,
  );
  let selected = null;

  const all = () => [...rows.querySelectorAll(":scope > .row")];
  const stop = () => rows.querySelector(":scope > .row[tabindex='0']") ?? rows.querySelector(":scope > .row");
  const setStop = (row) => {
    for (const other of rows.querySelectorAll("[tabindex='0'][role=row]")) if (other !== row) other.tabIndex = -1;
    if (row) row.tabIndex = 0;
  };
  const open = (row, byKey = false) => {
    setStop(row);
    onOpen(row.dataset.id, { byKey });
  };

  rows.onclick = (event) => {
    const row = event.target.closest(".row");
    if (row && !event.target.closest("a, button, input") && !String(getSelection())) open(row);
  };
  rows.onkeydown = (event) => {
    if (event.target.closest("a, button, input") && event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.key === "Enter" && event.target.classList.contains("row")) {
      event.preventDefault();
      return open(event.target);
    }
    const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(by);
  };

  /** Moves the focus by rows, and opens the row if the detail follows. */
  function move(by) {
    const list = all(), from = stop();
    const at = list.indexOf(from) < 0 ? 0 : list.indexOf(from);
    const isIn = rows.contains(document.activeElement);
    const to =
      list[Math.max(0, Math.min(list.length - 1, isIn || selected ? at + by : by === Infinity ? list.length - 1 : at))];
    if (!to) return;
    setStop(to);
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
    if (follows()) onOpen(to.dataset.id, { byKey: true });
  }

  function mark(row) {
    row.setAttribute("aria-selected", String(row.dataset.id === selected));
    row.tabIndex = -1;
  }

  return {
    element,
    rows,
    move,
    setRows(list) {
      whenReleased(rows, () => {
        const focused = rows.contains(document.activeElement)
          ? document.activeElement.closest(".row")?.dataset.id
          : null;
        list.filter((row) => row.classList.contains("row")).forEach(mark);
        rows.replaceChildren(...list);
        setStop((selected && this.row(selected)) || all()[0]);
        if (focused) {
          const row = this.row(focused);
          if (row) {
            setStop(row);
            row.focus({ preventScroll: true });
          }
        }
      });
    },
    append(list) {
      list.forEach(mark);
      rows.append(...list);
      if (selected !== null) this.select(selected);
    },
    prepend(list, limit) {
      list.forEach(mark);
      rows.prepend(...list);
      while (rows.childElementCount > limit && rows.lastElementChild !== document.activeElement) {
        rows.lastElementChild.remove();
      }
      // The keys start at the newest row, unless the reader is at another.
      const isElsewhere = selected === null && !rows.contains(document.activeElement);
      if (isElsewhere || !rows.querySelector(":scope > .row[tabindex='0']")) setStop(all()[0]);
    },
    row: (id) => rows.querySelector(`:scope > .row[data-id="${CSS.escape(id)}"]`),
    select(id) {
      if (selected !== null) this.row(selected)?.setAttribute("aria-selected", "false");
      selected = id;
      const row = id === null ? null : this.row(id);
      row?.setAttribute("aria-selected", "true");
      if (row) setStop(row);
    },
    get ids() {
      return all().map((row) => row.dataset.id);
    },
    focus() {
      stop()?.focus();
    },
    /** Returns the keys of a page with the grid. Escape calls `close` if the page shows a row's detail. */
    keys: (isOpen, close) => ({
      j: () => move(1),
      k: () => move(-1),
      Escape: () => {
        if (isOpen()) {
          close();
          stop()?.focus();
        }
      },
    }),
  };
}

/** Returns a row. */
export const makeRow = (id, ...cells) =>
  make("div", { role: "row", className: "row", "data-id": id, tabIndex: -1, "aria-selected": "false" }, ...cells);
export const cell = (className, ...content) => make("div", { role: "gridcell", className }, ...content);
/** Returns the head of a group of rows. The arrow keys pass it. */
export const makeGroup = (...content) =>
  make(
    "div",
    { role: "row", className: "group" },
    make("div", { role: "gridcell", className: "group-cell" }, ...content),
  );
