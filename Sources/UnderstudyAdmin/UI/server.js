// Requests to the control plane.
import { read } from "./json.js";

let chosen = "default";
/** Chooses the sandbox that requests are about if they name none. */
export const choose = (sandbox) => {
  chosen = sandbox ?? "default";
};
export const chosenSandbox = () => chosen;

const rootOf = (sandbox) => `/sandbox/${encodeURIComponent(sandbox)}`;

/** Returns the base URL of a sandbox for clients. */
export const baseOf = (sandbox) => location.origin + (sandbox === "default" ? "" : rootOf(sandbox));
/** Returns the address of a call about a sandbox, or about the whole server if `sandbox` is null. */
export const address = (path, sandbox = chosen) => `${sandbox === null ? "" : rootOf(sandbox)}/__admin${path}`;
/** Returns the path and the query of a request's URL, which has scheme and host if it was sent to a proxy. */
export const pathOf = (url) => url.replace(/^https?:\/\/[^/?#]*(?=\/)/i, "");
/** Returns the path of a call with these steps. */
export const path = (...steps) => "/" + steps.map(encodeURIComponent).join("/");

/** An error response of the control plane. */
class ControlPlaneError extends Error {
  constructor(status, errors) {
    super(errors.map((error) => error.detail || error.title).join(" ") || `The server responded with ${status}`);
    this.status = status;
  }
}

export async function call(method, path, body, sandbox = chosen) {
  let answer;
  try {
    answer = await fetch(address(path, sandbox), {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
    });
  } catch {
    throw new ControlPlaneError(0, [{ detail: "The server did not answer." }]);
  }
  const text = await answer.text();
  if (!answer.ok) {
    let errors = [];
    try {
      errors = JSON.parse(text).errors ?? [];
    } catch { /* Not in the control plane's error format. */ }
    throw new ControlPlaneError(answer.status, errors);
  }
  return text ? read(text) : null;
}

export const get = (path, sandbox = chosen) => call("GET", path, undefined, sandbox);

let info = null;
/** Returns what does not change while the server runs: options, endpoints, TLS. */
export const serverInfo = () =>
  info ??= get("/info", null).catch((error) => {
    info = null;
    throw error;
  });
/** Forgets what the server said about itself, which may be another one after the connection was lost. */
export const forgetServer = () => {
  info = null;
};

export const endpoints = async () => (await serverInfo()).endpoints;

/** Returns the vendors, each with its endpoints, in the order of their titles. */
export async function vendors() {
  const byVendor = Map.groupBy(await endpoints(), (endpoint) => endpoint.vendor);
  return [...byVendor].map(([id, own]) => ({ id, title: own[0].vendorTitle, endpoints: own }))
    .sort((one, other) => one.title.localeCompare(other.title));
}
