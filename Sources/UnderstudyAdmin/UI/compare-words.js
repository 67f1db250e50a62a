// What a case of the comparison is in words: its result, its call and its outcome.
import { operationWords } from "./catalog.js";
import { excerpt, make } from "./dom.js";

/** What a case is: its sign and its word. */
export const states = {
  differs: { sign: "≠", word: "Differs", kind: "amber" },
  same: { sign: "=", word: "Same", kind: "green" },
  "not-compared": { sign: "?", word: "Not compared", kind: "" },
  "not-tried": { sign: "–", word: "Not tried", kind: "quiet" },
};

/** Returns the words for the call of a case. */
export const callWords = (found) => {
  const words = operationWords(found);
  return words ? `${words.verb} ${words.noun}` : "a path that no endpoint has";
};

/** Returns what makes the requests of a case one: the rule that decides, or else the status. */
export const outcomeOf = (
  found,
) => (found.rule !== null
  ? make("code", {}, excerpt(found.rule, 80))
  : found.status !== null
  ? `answered ${found.status}`
  : null);
