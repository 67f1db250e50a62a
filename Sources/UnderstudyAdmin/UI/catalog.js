// The endpoints by id, once they are loaded, and the words for what they do.
import { endpoints } from "./server.js";
import { verbOf } from "./outcome.js";

let byId = new Map();

export async function loadCatalog() {
  byId = new Map((await endpoints()).map((endpoint) => [endpoint.id, endpoint]));
}

export const endpointOf = (id) => byId.get(id) ?? null;
export const allEndpoints = () => [...byId.values()];
export const vendorOf = (row) => endpointOf(row.endpoint)?.vendor ?? null;
export const vendorTitleOf = (row) => endpointOf(row.endpoint)?.vendorTitle ?? null;

/**
 * Returns the parts of the title of an endpoint, or of the summary of a call, such as `Trillet: update Omni Flow agent`: `subject`
 * ("Trillet"), `words` ("update Omni Flow agent") and, of an update, `noun` ("Omni Flow agent").
 */
export function titleParts(title) {
  const [subject, words = subject] = title.split(": ");
  return { subject, words, noun: words.replace(/^update /, "") };
}

/** Returns what an endpoint's agents are called: `agent`, or `Omni Flow agent` if the vendor has several kinds. */
export const nounOf = (endpoint) => (endpoint ? titleParts(endpoint.title).noun : "agent");

/** Returns `update agent` or `list agents`; null if no endpoint has the path. */
export function operationWords(row) {
  const verb = verbOf(row);
  if (verb === null) return null;
  return { verb, noun: nounOf(endpointOf(row.endpoint)) + (row.operation === "list" ? "s" : "") };
}
