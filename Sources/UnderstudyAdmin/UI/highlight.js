// Colours in programs: texts and a few words. What it does not know stays as it is.
import { make } from "./dom.js";

const words = {
  curl: null,
  JavaScript: /\b(const|let|await|async|return|new)\b/,
  Python: /\b(from|import|try|except|as|print|def|return|None|True|False)\b/,
};

/** Returns the parts of a program. */
export function coloured(text, language) {
  const strings = language === "curl" ? /'(?:[^']|'\\'')*'/ : /"(?:[^"\\]|\\.)*"/;
  const parts = [], rest = new RegExp([strings.source, words[language]?.source].filter(Boolean).join("|"), "g");
  let at = 0;
  for (const match of text.matchAll(rest)) {
    parts.push(text.slice(at, match.index), make("span", { className: /^['"]/.test(match[0]) ? "s" : "l" }, match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}
