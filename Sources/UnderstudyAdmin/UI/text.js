// Numbers, times and names as the reader sees them.
import { icon, make, unseen } from "./dom.js";

export const number = (value) => Number(value).toLocaleString("en");
export const count = (value, noun, plural = `${noun}s`) => `${number(value)} ${value === 1 ? noun : plural}`;

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** Returns the time of day, with the day if that is not today. */
export function time(value) {
  const date = new Date(value);
  return date.toDateString() === new Date().toDateString()
    ? clock.format(date)
    : `${dayFormat.format(date)}, ${clock.format(date)}`;
}

export const day = (value) => dayFormat.format(new Date(value));
const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Returns the time of day, or only the day if that is not today. */
export const timeOrDay = (value) =>
  (new Date(value).toDateString() === new Date().toDateString() ? clock : shortDay).format(new Date(value));
export const timeOfDay = (value) => clock.format(new Date(value));
export const preciseTime = (value) =>
  `${clock.format(new Date(value))}.${String(new Date(value).getMilliseconds()).padStart(3, "0")}`;
export const dayAndTime = (value) => `${dayFormat.format(new Date(value))}, ${clock.format(new Date(value))}`;

/** Returns a duration in microseconds as `0.16 ms`, `4.2 ms`, `812 ms` or `2.0 s`. */
export function took(micros) {
  const milliseconds = micros / 1000;
  if (milliseconds < 1) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 99.95) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Returns a time that has passed, as `now`, `4 s ago` or `9 min ago`. */
export function ago(seconds) {
  if (seconds < 2) return "now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
}

const letters = { trillet: "Tr", voicebip: "Vb", centerfy: "Cf", talkifai: "Tk" };

/** Returns two letters in grey, with the vendor's name as hidden text. */
export const vendorBadge = (vendor, title) =>
  make(
    "span",
    { className: "vendor-badge", title: title ?? "No vendor" },
    make("span", { "aria-hidden": "true" }, vendor ? letters[vendor] ?? vendor.slice(0, 2) : "?"),
    unseen(title ?? "No vendor"),
  );

/** Returns a small label. Its colour must not be the only thing that tells its meaning. */
export const tag = (text, kind = "", symbol = null) =>
  make("span", { className: `tag ${kind}` }, symbol && icon(symbol), text);

const reasons = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No content",
  301: "Moved",
  302: "Found",
  304: "Not modified",
  400: "Bad request",
  401: "No valid key",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Too large",
  415: "Wrong content type",
  422: "Invalid",
  429: "Too many requests",
  500: "Server error",
  502: "Bad gateway",
  503: "Unavailable",
  504: "Gateway timeout",
};
export const statusWords = (status) =>
  reasons[status] ?? (status >= 500 ? "Server error" : status >= 400 ? "Refused" : "Answered");

const faults = {
  CONNECTION_RESET_BY_PEER: "Connection reset",
  EMPTY_RESPONSE: "Empty answer",
  MALFORMED_RESPONSE_CHUNK: "Broken answer",
  RANDOM_DATA_THEN_CLOSE: "Random data",
};
/** The faults that break a connection, by WireMock's names. */
export const connectionFaults = Object.keys(faults);
export const faultWords = (kind) => faults[kind] ?? "Connection broken";

/** Returns the name of a fault in words, from its name, or its id if it has none. Only a test sets one without a name. */
export const faultName = (nameOrId) =>
  /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(nameOrId) ? "a fault set by a test" : nameOrId;

/** Shortens an id in the middle. */
export const shortId = (id) => (id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id);
