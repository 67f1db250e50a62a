// JSON in colours with line numbers; what is wrong stands beside its line.
import { copyIcon } from "./copy.js";
import { excerpt, foreign, make } from "./dom.js";
import { isLeaf, isObject, read, stepOf } from "./json.js";

const foldedLines = 200, inlineLength = 60;

/**
 * Shows a body: JSON in colours, and any other text as it is.
 * @param marks `{ pointer, kind, words }` for each line with a remark.
 */
export function bodyView(label, text, marks = []) {
  let value;
  try {
    value = read(text);
  } catch {
    return plain(label, text);
  }
  return jsonView(label, value, marks, text);
}

function plain(label, text) {
  return make(
    "div",
    { className: "code text", tabIndex: 0, role: "group", "aria-label": label },
    make("span", { className: "copy" }, copyIcon(`Copy ${label.toLowerCase()}`, text)),
    make("pre", {}, foreign(text, 5000)),
  );
}

/** Shows a value of JSON. */
export function jsonView(label, value, marks = [], source = null) {
  const lines = [];
  write(value, "", null, 0, "", lines);
  const marked = new Map(marks.map((mark) => [lineOf(mark.pointer, lines), mark]));
  const list = make("ol", {}, ...lines.slice(0, foldedLines).map((line) => item(line, marked.get(line))));
  const view = make(
    "div",
    { className: "code", tabIndex: 0, role: "group", "aria-label": label },
    make(
      "span",
      { className: "copy" },
      copyIcon(`Copy ${label.toLowerCase()}`, () => source ?? JSON.stringify(value, null, 2)),
    ),
    list,
  );
  if (lines.length > foldedLines) {
    const rest = make("button", { type: "button", className: "rest" }, `Show ${lines.length - foldedLines} more lines`);
    rest.onclick = () => {
      list.append(...lines.slice(foldedLines, 20_000).map((line) => item(line, marked.get(line))));
      rest.remove();
    };
    view.append(rest);
  }
  return view;
}

const item = (line, mark) =>
  make(
    "li",
    { className: mark?.kind ?? "" },
    make(
      "span",
      {},
      " ".repeat(line.indent * 2),
      make("span", mark ? { className: "wavy" } : {}, ...line.parts),
      line.comma,
    ),
    mark && make("span", { className: "said" }, excerpt(mark.words, 120)),
  );

/** Returns the line of a pointer, or of the nearest object around it. */
function lineOf(pointer, lines) {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf("/"))) {
    const line = lines.find((line) => line.pointer === at);
    if (line) return line;
  }
  return lines[0];
}

const part = (kind, text) => make("span", { className: kind }, text.length > 2000 ? foreign(text, 2000) : text);

/** Adds the lines of a value. Short arrays of plain values stand in one. */
function write(value, pointer, key, indent, comma, lines) {
  const name = key === null ? [] : [part("k", JSON.stringify(key)), part("p", ": ")];
  const line = (...parts) =>
    lines.push({ pointer, indent, parts: [...name, ...parts], comma: comma && part("p", comma) });
  const members = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : isObject(value)
    ? Object.entries(value)
    : null;
  if (members === null) return line(leaf(value));
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (members.length === 0) return line(part("p", open + close));
  if (
    Array.isArray(value) && value.every(isLeaf) &&
    JSON.stringify(value).length <= inlineLength
  ) {
    return line(
      part("p", open),
      ...value.flatMap((item, index) => [index > 0 ? part("p", ", ") : "", leaf(item)]),
      part("p", close),
    );
  }
  if (indent > 100) return line(part("p", "…"));
  lines.push({ pointer, indent, parts: [...name, part("p", open)], comma: "" });
  members.forEach(([member, item], index) =>
    write(
      item,
      `${pointer}/${stepOf(member)}`,
      Array.isArray(value) ? null : member,
      indent + 1,
      index < members.length - 1 ? "," : "",
      lines,
    )
  );
  lines.push({ pointer: null, indent, parts: [part("p", close)], comma: comma && part("p", comma) });
}

function leaf(value) {
  if (typeof value === "string") return part("s", JSON.stringify(value));
  if (value === null || typeof value === "boolean") return part("l", String(value));
  return part("n", JSON.stringify(value));
}
