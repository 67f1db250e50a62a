// The page of the requests: the list, live, and the chosen request beside it.
import { back } from "./address.js";
import { allEndpoints, loadCatalog } from "./catalog.js";
import { chips, searchField, select } from "./controls.js";
import { icon, make } from "./dom.js";
import { isJournalLoaded, journalRows, onJournal, total, totalOf } from "./journal.js";
import { kindLabels, kinds } from "./outcome.js";
import { onOverview } from "./overview.js";
import { showEmpty } from "./request-empty.js";
import { headOf } from "./request-head.js";
import { makeList } from "./request-list.js";
import { filterOf, isFiltering, isNarrow, makeBodySearch, matcher, queryOf } from "./request-filter.js";
import { makeDetail } from "./request-detail.js";
import { atMostEvery } from "./stream.js";
import { statusWords } from "./text.js";

export const page = {
  id: "requests",
  title: "Requests",
  icon: "requests",
  key: "r",
  inSide: true,
  hasTab: true,
  isAboutSandboxes: true,
  mount,
};

function mount(place) {
  let filter = null, id = null, step = "", wasCleared = false;
  const split = place.split();
  const empty = make("div", { className: "empty-place", hidden: true });
  const list = makeList({
    list: split.list,
    isAll: place.isAll,
    onOpen: (row, { byKey }) =>
      place.go({ steps: [row], query: queryOf(filter) }, { replaces: byKey && split.isBeside }),
    follows: () => split.isBeside,
    signal: place.signal,
  });
  place.body.append(empty);
  const head = headOf(place, {
    pause: (isPaused) => list.pause(isPaused),
    cleared: () => {
      wasCleared = true;
    },
  });
  const detail = makeDetail(split, place, {
    close: () => back({ steps: [], query: queryOf(filter) }),
    closeEdit: () => {
      back({ steps: [id], query: queryOf(filter) });
      list.focus();
    },
    neighbours: () => list.neighbours(id),
    go: (to, replaces = true) => place.go({ steps: to, query: queryOf(filter) }, { replaces }),
  });
  const bar = makeBar(
    place,
    () => filter,
    (change) => place.go({ query: queryOf({ ...filter, ...change }) }, { replaces: true }),
  );

  let isCounting = false;
  const draw = () => {
    drawPlaces();
    if (isCounting) return;
    isCounting = true;
    setTimeout(() => {
      isCounting = false;
      if (!place.signal.aborted) {
        bar.count();
        detail.drawPlace();
        drawPlaces();
      }
    }, 150);
  };

  /** Shows the list, or words in its place. */
  function drawPlaces() {
    if (!filter) return;
    const isEmpty = isJournalLoaded() && total() === 0 && id === null;
    if (total() > 0) wasCleared = false;
    split.list.hidden = isEmpty;
    place.hideBar(isEmpty && !isFiltering(filter));
    empty.hidden = !isEmpty;
    head.setEmpty(isEmpty);
    if (isEmpty) showEmpty(empty, place, wasCleared);
    else {
      empty.replaceChildren();
      delete empty.dataset.shown;
    }
    list.sayNothing(!isEmpty && isJournalLoaded() ? () => nothing() : null);
  }

  const nothing = () =>
    place.noneMatch(
      `${total().toLocaleString("en")} requests`,
      filter.q && !filter.bodies && make("button", {
        type: "button",
        className: "button",
        onclick: () => place.go({ query: queryOf({ ...filter, bodies: true }) }, { replaces: true }),
      }, "Search the bodies too"),
    );

  const searchBodies = makeBodySearch(place, () => {
    list.redraw();
    draw();
  });
  const searchAgain = atMostEvery(1000, () => {
    if (filter?.bodies && !place.signal.aborted) searchBodies(filter.q).catch(() => {});
  });

  onJournal((change) => {
    searchAgain();
    list.change(change);
    detail.change(change);
    draw();
  }, place.signal);
  // An empty sandbox says where the requests are instead.
  onOverview(drawPlaces, place.signal);
  loadCatalog().then(() => {
    bar.setVendors();
    list.redraw();
    draw();
  });

  return {
    async show(address) {
      const next = filterOf(address.query), former = filter && queryOf(filter).toString();
      filter = next;
      id = address.steps[0] ?? null;
      step = address.steps[1] ?? "";
      if (former !== queryOf(next).toString()) {
        list.setFilter(filter);
        bar.set(filter);
      }
      list.select(id);
      detail.show(id, step);
      draw();
      if (filter.bodies && former !== queryOf(next).toString()) await searchBodies(filter.q);
    },
    keys: {
      j: () => list.move(1),
      k: () => list.move(-1),
      p: head.togglePause,
      Escape: () => {
        if (id !== null) {
          back({ steps: step ? [id] : [], query: queryOf(filter) });
          list.focus();
        }
      },
      r: detail.keys.sendAgain,
      e: detail.keys.edit,
      f: detail.keys.fail,
      c: detail.keys.copy,
    },
  };
}

function makeBar(place, filter, change) {
  const search = searchField("Filter by text, path or value", "", (q) => change({ q, bodies: false }));
  const chosen = chips(
    "Kind",
    Object.entries(kindLabels).map(([id, label]) => ({ id, label, count: 0 })),
    "all",
    (kind) => change({ kind }),
  );
  const vendor = select("Vendor", [["", "Any vendor"]], "", (vendor) => change({ vendor }));
  const status = select("Status", [["", "Any status"]], "", (status) => change({ status }));
  const selects = make("div", { className: "selects" }, vendor, status);
  const opener = make("button", {
    type: "button",
    className: "button phone-only",
    "aria-label": "Vendor and status",
    "aria-expanded": "false",
  }, icon("filter"));
  opener.onclick = () => {
    opener.setAttribute("aria-expanded", String(selects.classList.toggle("open")));
  };
  place.showBar(search, opener, chosen, selects);
  let codes = "";
  const vendorOptions =
    () => [["", "Any vendor"], ...new Map(allEndpoints().map(({ vendor, vendorTitle }) => [vendor, vendorTitle])), [
      "none",
      "No vendor",
    ]];
  return {
    setVendors() {
      vendor.setOptions(vendorOptions(), filter()?.vendor ?? "");
    },
    set({ q, kind, vendor: chosenVendor, status: chosenStatus }) {
      search.show(q);
      chosen.choose(kind);
      vendor.setOptions(vendorOptions(), chosenVendor);
      codes = "";
      this.setStatuses(chosenStatus);
    },
    setStatuses(chosenStatus) {
      const seen = [...new Set(journalRows().map((row) => row.status).filter((status) => status !== null))].sort((
        one,
        other,
      ) => one - other);
      if (seen.join() === codes && codes !== "") return;
      codes = seen.join();
      const options = [
        ["", "Any status"],
        ["2xx", "2xx"],
        ["4xx", "4xx"],
        ["5xx", "5xx"],
        ["none", "No answer"],
        ...seen.map((code) => [String(code), `${statusWords(code)} ${code}`]),
      ];
      if (chosenStatus && !options.some(([value]) => value === chosenStatus)) {
        options.push([chosenStatus, chosenStatus]);
      }
      status.setOptions(options, chosenStatus);
    },
    count() {
      const current = filter();
      if (!current) return;
      const matches = matcher(current), matching = journalRows().filter(matches);
      chosen.setCounts((kind) => {
        const loaded = matching.filter(kinds[kind]).length;
        return isNarrow(current) ? loaded : totalOf(kind, loaded);
      });
      if (document.activeElement !== status) this.setStatuses(current.status);
    },
  };
}
