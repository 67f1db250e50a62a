// The head of the requests: a minute as a picture, Pause, Clear, and the menu.
import { current } from "./address.js";
import { connection, onConnection, pausedCount } from "./connection.js";
import { ask } from "./dialogs.js";
import { announce, button, fill, icon, make } from "./dom.js";
import { journalRows, removeRows, seconds, total } from "./journal.js";
import { schemeItems } from "./settings.js";
import { menuButton } from "./menu.js";
import { allSandboxes } from "./overview.js";
import { call } from "./server.js";
import { sparkline } from "./sparkline.js";
import { count, number } from "./text.js";

export function headOf(place, { pause, cleared }) {
  let isPaused = false, isEmpty = false;
  const picture = make("span", { className: "picture" });
  const pulse = make("span", { className: "pulse" });
  const pauser = button("", togglePause, { id: "pause", "aria-pressed": "false" });
  const clear = button("Clear", () => clearRequests().then((done) => done && cleared()), {
    id: "clear",
    "data-calls": "",
  }, "trash");
  const wanted = place.sandbox === null ? "?sandboxes=all" : "";
  const menu = menuButton("", () => [
    {
      label: "Export as JSON",
      icon: "download",
      href: place.address(`/requests${wanted}`),
      download: `understudy-${place.sandbox ?? "all"}.json`,
    },
    { label: "Export as HAR", icon: "download", href: place.address(`/requests.har${wanted}`), download: "" },
    ...schemeItems(),
  ], { symbol: "more", name: "More", className: "bare" });
  place.showActions(picture, pulse, pauser, clear, menu);

  function togglePause() {
    isPaused = !isPaused;
    drawPause();
    pause(isPaused);
  }

  function drawPause() {
    pauser.setAttribute("aria-pressed", String(isPaused));
    pauser.className = `button${isPaused ? " main" : ""}`;
    pauser.title = isPaused ? "Resume" : "Pause";
    fill(
      pauser,
      icon(isPaused ? "play" : "pause"),
      make("span", { className: "words" }, isPaused ? "Resume" : "Pause"),
    );
    draw();
  }

  function draw() {
    const { rate } = seconds;
    const words = connection() === "reconnecting" || connection() === "lost"
      ? "Reconnecting …"
      : isPaused
      ? `Paused, ${number(pausedCount() ?? 0)} new`
      : isEmpty
      ? "Listening"
      : `${number(rate)} / s`;
    pulse.className = `pulse${isPaused ? " amber" : ""}`;
    fill(
      pulse,
      make("span", { className: `dot ${connection() !== "live" ? "lost" : isPaused ? "paused" : "live"}` }),
      words,
    );
    const minute = seconds.lastMinute();
    fill(
      picture,
      sparkline(minute, `${count(minute.reduce((sum, [all]) => sum + all, 0), "request")} in the last minute`),
    );
  }

  drawPause();
  onConnection(draw, place.signal);
  const timer = setInterval(draw, 1000);
  place.signal.addEventListener("abort", () => clearInterval(timer));
  return {
    togglePause,
    setEmpty(next) {
      isEmpty = next;
      pauser.hidden = clear.hidden = isEmpty && !isPaused;
      menu.hidden = false;
    },
  };
}

async function clearRequests() {
  const { sandbox } = current(), names = allSandboxes().map((other) => other.name);
  const all = number(total());
  const title = sandbox === null
    ? `Clear the requests of all ${names.length} sandboxes?`
    : `Clear the requests of ${sandbox}?`;
  if (
    !await ask(
      title,
      `${all} ${
        total() === 1 ? "request goes" : "requests go"
      }. Agents, faults and rules stay as they are. You cannot undo this.`,
      "Clear",
    )
  ) return false;
  const inUse = sandbox === null ? [...new Set([...names, ...journalRows().map((row) => row.sandbox)])] : [sandbox];
  for (const name of inUse) await call("DELETE", "/requests", undefined, name);
  announce("Cleared");
  removeRows(sandbox);
  return true;
}
