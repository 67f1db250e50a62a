// A minute of requests: a bar for each second, its refused part in red.
import { makeSVG } from "./dom.js";

const seconds = 60, height = 18;

/** Counts requests by second. */
export class SecondCounts {
  #all = new Map();

  add(count, refused = 0, at = Date.now()) {
    const second = Math.floor(at / 1000);
    const counts = this.#all.get(second) ?? [0, 0];
    this.#all.set(second, [counts[0] + count, counts[1] + refused]);
    if (this.#all.size > 2 * seconds) {
      for (const key of this.#all.keys()) if (key < second - seconds) this.#all.delete(key);
    }
  }

  clear() {
    this.#all.clear();
  }

  /** Returns the counts of the last minute, the oldest first. */
  lastMinute(now = Math.floor(Date.now() / 1000)) {
    return Array.from({ length: seconds }, (_, index) => this.#all.get(now - seconds + 1 + index) ?? [0, 0]);
  }

  /** Returns the requests of the second that is over. */
  get rate() {
    return this.#all.get(Math.floor(Date.now() / 1000) - 1)?.[0] ?? 0;
  }
}

/** Returns the picture of a minute. @param counts for each second, all requests and the refused ones. */
export function sparkline(counts, label) {
  const top = Math.max(4, ...counts.map(([all]) => all));
  const scale = (value) => (value === 0 ? 0 : Math.max(1, (value / top) * (height - 1)));
  const bars = counts.flatMap(([all, refused], index) => {
    if (all === 0) return [];
    const whole = scale(all), bad = Math.min(whole, scale(refused));
    const bar = (size, y, kind) =>
      makeSVG("rect", { x: index * 2, y, width: 1.4, height: size, ...(kind ? { class: kind } : {}) });
    return [bar(whole - bad, height - whole, ""), ...(bad > 0 ? [bar(bad, height - bad, "bad")] : [])];
  });
  return makeSVG("svg", {
    class: "sparkline",
    viewBox: `0 0 ${seconds * 2} ${height}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": label,
  }, ...(bars.length === 0 ? [makeSVG("line", { x1: 0, y1: height - .5, x2: seconds * 2, y2: height - .5 })] : bars));
}
