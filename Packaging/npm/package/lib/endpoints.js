import { UnderstudyError } from "./errors.js";

/**
 * Returns the request pattern of an endpoint, or of all endpoints of a vendor.
 * @param endpoints those of the server's `/info`
 * @param name the id of an endpoint, or else of a vendor
 */
export function endpointPattern(endpoints, name) {
  const named = endpoints.filter(({ id }) => id === name);
  const chosen = named.length > 0 ? named : endpoints.filter(({ vendor }) => vendor === name);
  if (chosen.length === 0) {
    const known = new Set(endpoints.flatMap(({ vendor, id }) => [vendor, id]));
    throw new UnderstudyError(`there is no vendor "${name}"; known: ${[...known].join(", ")}`);
  }
  const paths = new Set(chosen.flatMap(pathsOf));
  const prefixes = new Set(chosen.flatMap(({ vendor, id }) => [vendor, id]));
  const pattern = { urlPathPattern: `(/(${[...prefixes].join("|")}))?(${[...paths].map(expression).join("|")})` };
  const header = distinguishingHeader(chosen, endpoints);
  return header ? { ...pattern, headers: { [header]: { matches: ".+" } } } : pattern;
}

function pathsOf({ path, reads }) {
  return [path, ...reads].map((template) => template.replace(/\{[^}]*\}/g, "{}"));
}

function expression(template) {
  return template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll("{}", "[^/]+");
}

/** Returns the header of the credential, if another vendor has one of the paths with a credential in another header. */
function distinguishingHeader(chosen, endpoints) {
  const headers = new Set(chosen.filter((one) => isShared(one, chosen, endpoints)).map(({ credential }) => credential));
  return headers.size === 1 ? [...headers][0] : undefined;
}

function isShared(endpoint, chosen, endpoints) {
  const own = pathsOf(endpoint);
  return endpoints.some((other) => !chosen.includes(other) && pathsOf(other).some((path) => own.includes(path)));
}
