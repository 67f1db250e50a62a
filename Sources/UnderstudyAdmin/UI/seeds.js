// The banner about files of seeds and mappings that are not in effect, because one of them is wrong.
import { find, make, sentence } from "./dom.js";
import { get } from "./server.js";

/** Shows the banner, or hides it if the files are in effect. */
export async function showSeeds() {
  const { errors, errorCount, mappingSources } = await get("/seed");
  const banner = find("seeds-banner");
  banner.hidden = errorCount === 0;
  if (banner.hidden) return banner.replaceChildren();
  const [first] = errors;
  const files = mappingSources.length ? "the seeds and mappings" : "the seeds";
  const wrong = first.file === null ? "A file cannot be read" : `${first.file.split("/").at(-1)} is wrong`;
  banner.replaceChildren(
    make("p", {}, make("bdi", {}, wrong), `, so ${files} from before are still used. `, ...text(first)),
    errorCount > 1 || first.file !== null ? list(errors, errorCount) : "");
}

const text = ({ line, message }) => [line === null ? "" : `Line ${line}: `, ...sentence(message)];

const list = (errors, count) => make("details", {}, make("summary", {}, count === 1 ? "Show the place" : `Show all ${count} errors`),
  make("ul", {}, ...errors.map(({ file, line, column, message }) => make("li", {},
    file === null ? "" : make("code", {}, `${file}:${line}:${column}`), file === null ? "" : " ", ...sentence(message)))),
  count > errors.length ? make("p", {}, `and ${count - errors.length} more`) : "");
