// Requests to the control plane of the sandbox in the page's URL.
import { read } from "./json.js";

const page = location.pathname.match(/^(\/sandbox\/([^/]+))?\/__admin\/ui/);
export const sandbox = page?.[2] ? decodeURIComponent(page[2]) : "default";
const root = `/sandbox/${encodeURIComponent(sandbox)}/__admin`;

/** The base URL of this sandbox for clients. */
export const base = location.origin + (sandbox === "default" ? "" : `/sandbox/${encodeURIComponent(sandbox)}`);

export const pageOf = (name) => `/sandbox/${encodeURIComponent(name)}/__admin/ui${location.hash}`;
export const address = (path) => root + path;

export const path = (...steps) => "/" + steps.map(encodeURIComponent).join("/");

/** An error response of the control plane. */
class ControlPlaneError extends Error {
  constructor(status, errors) {
    super(errors.map((error) => error.detail || error.title).join(" ") || `The server responded with ${status}`);
    this.status = status;
  }
}

export async function call(method, path, body) {
  const answer = await fetch(root + path, {
    method, body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
  });
  const text = await answer.text();
  if (!answer.ok) {
    let errors = [];
    try { errors = JSON.parse(text).errors ?? []; } catch { /* Not in the control plane's error format. */ }
    throw new ControlPlaneError(answer.status, errors);
  }
  return text ? read(text) : null;
}

export const get = (path) => call("GET", path);

let info;
const fixedInfo = () => info ??= get("/info");
/** The endpoints, which do not change while the server runs. */
export const endpoints = async () => (await fixedInfo()).endpoints;
/** What the server says about TLS, which does not change either. */
export const tls = async () => (await fixedInfo()).tls;
