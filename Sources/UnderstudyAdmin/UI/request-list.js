// The rows of the requests. New ones slide in on top, or wait while the list is scrolled or paused.
import { setPaused } from "./connection.js";
import { announce, fill, make } from "./dom.js";
import { isJournalLoaded, journalRows, notLoadedCount, rowWithId, totalOf } from "./journal.js";
import { kinds } from "./outcome.js";
import { countBefore, isBefore, isFiltering, isNarrow, matcher } from "./request-filter.js";
import { columns, requestRow } from "./request-row.js";
import { serverInfo } from "./server.js";
import { atMostEvery } from "./stream.js";
import { makeGrid } from "./table.js";
import { number } from "./text.js";

/** Rows in the page, and those that are drawn before the browser may answer again. */
const pageSize = 200, firstRows = 50;

export function makeList({ list, isAll, onOpen, follows, signal }) {
  let later = [], restTimer = 0;
  let matches = () => true,
    filter = null,
    isPaused = false,
    top = null,
    limit = pageSize,
    selected = null,
    fresh = [],
    isDrawing = false,
    isWhole = true,
    skipped = 0,
    arrivedCount = 0,
    nothing = null,
    kept = 10_000;
  const notice = make("p", { className: "notice", hidden: true });
  const foot = make("p", { className: "foot" });
  const none = make("div", { className: "empty", hidden: true });
  const grid = makeGrid("Requests, newest first", columns, {
    className: `requests${isAll ? " all" : ""}`,
    onOpen,
    follows,
  });
  fill(list, notice, grid.element, none, foot);
  serverInfo().then((info) => {
    kept = Number(info.journal?.entriesLimit ?? kept);
    drawRest();
  }).catch(() => {});

  /** The rows that match, until the next change. */
  let matching = null;
  const visible = () => matching ??= journalRows().filter(matches);
  const isScrolled = () => list.scrollTop > 4;
  /** Whether new rows wait. */
  const isHeld = () => isPaused || isScrolled();

  /** Draws everything, and everything that waited. */
  function redraw() {
    matching = null;
    fresh = [];
    isWhole = true;
    const rows = visible(), now = rows.slice(0, Math.min(limit, firstRows));
    top = rows[0]?.id ?? null;
    grid.setRows(now.map(requestRow));
    grid.select(selected);
    clearTimeout(restTimer);
    later = rows.slice(now.length, limit);
    restTimer = later.length > 0 ? setTimeout(drawLater, 16) : 0;
    drawRest();
  }

  function drawLater() {
    grid.append(later.slice(0, Math.max(0, limit - grid.rows.childElementCount)).map(requestRow));
    later = [];
    drawRest();
  }

  /** Counts what waits: what matches and is newer than the first row of the list. */
  const waiting = () => (isWhole && fresh.length === 0 ? 0 : countBefore(journalRows(), top, matches));

  function drawRest() {
    const held = isHeld() ? waiting() : 0;
    setPaused(isPaused ? held : null);
    const sample = skipped > 0 && notLoadedCount() > 0
      ? `${number(skipped)} more in this second are counted, not shown.`
      : "";
    notice.hidden = held === 0 && !sample;
    if (!notice.hidden) {
      const words = held > 0 ? `${number(held)} new${isPaused ? " while paused" : ""}.` : "";
      if (notice.dataset.text !== words + sample) {
        notice.dataset.text = words + sample;
        fill(
          notice,
          make("span", {}, words),
          held > 0 && make("button", { type: "button", className: "text-button", onclick: showWaiting }, "Show them"),
          sample && make("span", {}, sample),
        );
      }
    } else delete notice.dataset.text;
    const shown = grid.rows.childElementCount + later.length, count = shown < limit ? shown : visible().length;
    none.hidden = !nothing || shown > 0 || held > 0;
    grid.element.hidden = !none.hidden;
    if (!none.hidden && none.childElementCount === 0) fill(none, ...nothing());
    if (none.hidden) none.replaceChildren();
    drawFoot(shown, count);
  }

  function drawFoot(shown, matching) {
    const state = `${shown < matching} ${shown > 0} ${isJournalLoaded()} ${
      isFiltering(filter ?? { q: "", kind: "all", vendor: "", status: "" })
    }`;
    if (foot.dataset.state === state) return;
    foot.dataset.state = state;
    if (shown < matching) {
      return fill(foot, make("button", { type: "button", className: "button", onclick: showOlder }, "Show older"));
    }
    fill(
      foot,
      shown > 0 && isJournalLoaded()
        ? `These are all${state.endsWith("true") ? " that match" : ""}. The server keeps the last ${
          number(kept)
        } of all sandboxes.`
        : "",
    );
  }

  /** Removes the last rows if their requests had to make room for new ones. */
  function dropOldest() {
    const last = () => grid.rows.lastElementChild;
    while (last() && !rowWithId(last().dataset.id)) last().remove();
  }

  /** Removes the rows of requests that are no longer kept, while others wait. */
  function dropLost() {
    for (const row of [...grid.rows.children]) if (!rowWithId(row.dataset.id)) row.remove();
    top = grid.rows.firstElementChild?.dataset.id ?? null;
    drawRest();
  }

  function showOlder() {
    limit += pageSize;
    const first = grid.rows.childElementCount;
    redraw();
    clearTimeout(restTimer);
    drawLater();
    grid.rows.children[first]?.focus();
  }

  function showWaiting() {
    list.scrollTop = 0;
    limit = pageSize;
    redraw();
    grid.focus();
  }

  const say = atMostEvery(5000, () => {
    if (arrivedCount > 0) announce(`${number(arrivedCount)} new requests`);
    arrivedCount = 0;
  });

  /** Draws what came since the last frame. */
  function draw() {
    if (isDrawing) return;
    isDrawing = true;
    // A page in the background gets no frames.
    setTimeout(() => {
      isDrawing = false;
      dropOldest();
      if (isHeld()) return drawRest();
      const rows = journalRows();
      const added = fresh.filter((row) => matches(row) && !grid.row(row.id));
      const isOnTop = isWhole && added.length > 0 && added.length < 60 &&
        added.every((row) =>
          rows.indexOf(row) < added.length + 20 && isBefore(rows, row, grid.rows.firstElementChild?.dataset.id)
        );
      if (!isWhole || (added.length > 0 && !isOnTop)) return redraw();
      fresh = [];
      if (added.length > 0) {
        const elements = added.sort((one, other) => rows.indexOf(one) - rows.indexOf(other)).map(requestRow);
        elements.forEach((element) => element.classList.add("fresh"));
        grid.prepend(elements, Math.max(limit, pageSize));
        grid.select(selected);
        top = elements[0].dataset.id;
      }
      drawRest();
    }, 60);
  }

  /** Draws a row once more. The filter may show it now, or no longer. */
  function redrawRow(row) {
    const element = grid.row(row.id);
    if (element && matches(row)) {
      const isFocused = element.contains(document.activeElement), next = requestRow(row);
      next.tabIndex = element.tabIndex;
      next.setAttribute("aria-selected", String(row.id === selected));
      element.replaceWith(next);
      if (isFocused) next.focus();
    } else if (element) element.remove();
    else if (matches(row)) {
      isWhole = false;
      draw();
    }
  }

  list.addEventListener("scroll", () => {
    if (!isHeld() && (fresh.length > 0 || !isWhole)) draw();
    else if (!notice.hidden) drawRest();
  }, { passive: true });

  // A pause ends with the page.
  signal.addEventListener("abort", () => {
    isPaused = false;
    setPaused(null);
  });

  return {
    redraw,
    move: grid.move,
    focus: grid.focus,
    select(id) {
      selected = id;
      grid.select(id);
      grid.row(id ?? "")?.scrollIntoView({ block: "nearest" });
    },
    setFilter(next) {
      filter = next;
      const isOther = matcher(next), kind = kinds[next.kind];
      matches = (row) => kind(row) && isOther(row);
      matching = null;
      limit = pageSize;
      list.scrollTop = 0;
      none.replaceChildren();
      redraw();
    },
    pause(next) {
      isPaused = next;
      if (!isPaused && !isScrolled()) redraw();
      else drawRest();
    },
    sayNothing(content) {
      nothing = content;
      drawRest();
    },
    /** Returns the place of a request in the list, and the ids around it. */
    neighbours(id) {
      const rows = visible(), at = rows.findIndex((row) => row.id === id);
      return {
        at,
        all: filter && isNarrow(filter) ? rows.length : totalOf(filter?.kind ?? "all", rows.length),
        previous: rows[at - 1]?.id ?? null,
        next: at >= 0 ? rows[at + 1]?.id ?? null : rows[0]?.id ?? null,
      };
    },
    change({ added, changed, skipped: more, gone }) {
      matching = null;
      if (added) {
        fresh.push(...added);
        if (fresh.length > 500) {
          isWhole = false;
          fresh = fresh.slice(-500);
        }
        arrivedCount += added.length;
        say();
        draw();
      } else if (changed) redrawRow(changed);
      else if (more) {
        skipped = more;
        arrivedCount += more;
        drawRest();
      } else if (gone !== undefined) drawRest();
      else {
        isWhole = false;
        if (isHeld() && journalRows().length > 0) dropLost();
        else redraw();
      }
    },
  };
}
