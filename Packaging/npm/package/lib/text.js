/** What a terminal takes for a command or a line end, such as ESC, a line feed, U+009B or U+202E. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const escapes = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Returns lines as one text. Characters that clients sent cannot move the cursor of a terminal or forge a line: they are
 * escaped, as in a JSON string.
 */
export function textOf(lines) {
  return lines.map((line) => line.replace(invisible, escaped)).join("\n");
}

/** Returns the start of a long text. */
export function shortened(text, length = 500) {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function escaped(character) {
  if (character in escapes) return escapes[character];
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
