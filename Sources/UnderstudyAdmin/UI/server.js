// Calls to the control plane of the sandbox that the page's address names.
import { read } from "./json.js";

const page = location.pathname.match(/^(\/sandbox\/([^/]+))?\/__admin\/ui/);
export const sandbox = page?.[2] ? decodeURIComponent(page[2]) : "default";
const root = `/sandbox/${encodeURIComponent(sandbox)}/__admin`;

/** The address under which clients reach this sandbox. */
export const base = location.origin + (sandbox === "default" ? "" : `/sandbox/${encodeURIComponent(sandbox)}`);

export const pageOf = (name) => `/sandbox/${encodeURIComponent(name)}/__admin/ui${location.hash}`;
export const address = (path) => root + path;

export const path = (...steps) => "/" + steps.map(encodeURIComponent).join("/");

/** What the control plane says is wrong, in its words. */
export class Mistake extends Error {
  constructor(status, errors) {
    super(errors.map((error) => error.detail || error.title).join(" ") || `The server answered ${status}`);
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
    try { errors = JSON.parse(text).errors ?? []; } catch { /* It is no error of the control plane's form. */ }
    throw new Mistake(answer.status, errors);
  }
  return text ? read(text) : null;
}

export const get = (path) => call("GET", path);

let facts;
/** What does not change while the server runs: its endpoints. */
export const endpoints = async () => (await (facts ??= get("/info"))).endpoints;
