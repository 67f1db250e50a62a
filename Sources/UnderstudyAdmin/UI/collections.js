// The kinds of agents: one for each collection, with the endpoints that reach it.
import { nounOf, titleParts } from "./catalog.js";
import { get, path, vendors } from "./server.js";

let all = null;

/** Returns the collections in the order of their vendors: `{ id, vendor, vendorTitle, title, noun, endpoints }`. */
export function collections() {
  return all ??= vendors().then((list) =>
    list.flatMap((vendor) => {
      const byCollection = Map.groupBy(vendor.endpoints, (endpoint) => endpoint.collection);
      return [...byCollection].map(([id, endpoints]) => {
        const noun = nounOf(endpoints[0]);
        return {
          id,
          vendor: vendor.id,
          vendorTitle: vendor.title,
          noun,
          endpoints,
          title: byCollection.size === 1 ? vendor.title : `${vendor.title}: ${noun}s`,
        };
      });
    })
  ).catch((error) => {
    all = null;
    throw error;
  });
}

/** Returns the name of an agent, by whatever member its vendor has for it. */
export const nameOf = (record, id) => String(record?.name ?? record?.display_name ?? record?.agentName ?? id);

const documents = new Map();

/** Returns the OpenAPI document of an endpoint. */
export function documentOf(endpoint, sandbox) {
  if (!documents.has(endpoint)) {
    documents.set(
      endpoint,
      get(path("openapi", endpoint), sandbox).catch((error) => {
        documents.delete(endpoint);
        throw error;
      }),
    );
  }
  return documents.get(endpoint);
}

/** Returns the calls of an endpoint: `{ id, method, path, words, operation, call }`, for example with the words `update agent`. */
export async function callsOf(endpoint, sandbox) {
  const document = await documentOf(endpoint.id, sandbox);
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).filter(([, call]) => call?.operationId).map(([method, call]) => ({
      id: call.operationId,
      method: method.toUpperCase(),
      path,
      call,
      words: titleParts(call.summary).words,
      operation: call.operationId === endpoint.id ? "update" : call.operationId.slice(endpoint.id.length + 1),
    }))
  );
}
