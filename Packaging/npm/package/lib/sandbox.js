import { randomUUID } from "node:crypto";
import { admin } from "./admin.js";
import { asyncDispose } from "./dispose.js";
import { UnderstudyError, VerificationError } from "./errors.js";
import { receivedRequest } from "./received.js";
import { receivedReport } from "./report.js";
import { verdictOf, verdictText } from "./verdict.js";

/** The sandboxes in which a verification failed. */
const failed = new WeakSet();

/** Agents, requests and faults of one test. */
export class Sandbox {
  #server;

  constructor(server, name = `node-${randomUUID()}`) {
    // `.` and `..` would be directories of the path.
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(name)) {
      throw new UnderstudyError(
        `"${name}" is no name of a sandbox: it must have 1 to 64 characters of A-Z, a-z, 0-9, ".", "_" and "-", ` +
          'and be neither "." nor ".."',
      );
    }
    this.#server = server;
    this.name = name;
    this.url = `${server}/sandbox/${name}`;
  }

  /** Whether a verification has failed. */
  static hasFailed(sandbox) {
    return failed.has(sandbox);
  }

  get dashboard() {
    return `${this.url}/__admin/ui`;
  }

  urlOf(vendor) {
    return `${this.url}/${vendor}`;
  }

  key(seeded) {
    return `${seeded}~${this.name}`;
  }

  async admin(method, path, body) {
    return (await admin(this.url, method, path, body)).json;
  }

  async requests() {
    return (await this.admin("GET", "/requests")).requests.map(receivedRequest).reverse();
  }

  async changes() {
    // Those that tests made themselves have no request.
    return (await this.admin("GET", "/changes")).changes.filter(({ requestId }) => requestId).reverse();
  }

  async agents(collection) {
    return (await this.admin("GET", `/agents/${encodeURIComponent(collection)}`)).agents.map(({ record }) => record);
  }

  agent(collection, id) {
    return this.admin("GET", agentPath(collection, id));
  }

  store(collection, id, record) {
    return this.admin("PUT", agentPath(collection, id), record);
  }

  async verify(query) {
    // 409 and 410 are verdicts.
    const options = { accepted: [409, 410], waitMilliseconds: query?.timeoutMilliseconds };
    const { json } = await admin(this.url, "POST", "/verify", query, options);
    const verdict = verdictOf(json);
    if (verdict.outcome === "pass") return verdict;
    failed.add(this);
    throw new VerificationError(verdictText(this.name, query, json), verdict);
  }

  async failNext(vendor, status, { times = 1, method } = {}) {
    const { endpoints } = await this.admin("GET", "/info");
    const scope = endpoints.some((endpoint) => endpoint.vendor === vendor) ? { vendor } : { endpoint: vendor };
    return this.stub({
      name: `failNext ${vendor} ${status}`,
      request: method ? { method } : {},
      understudy: { error: status, times, ...scope },
    });
  }

  async stub(mapping) {
    return (await this.admin("POST", "/mappings", mapping)).id;
  }

  async reset() {
    await this.admin("POST", "/reset");
  }

  async remove() {
    await admin(this.#server, "DELETE", `/sandboxes/${this.name}`);
  }

  async report() {
    return (await receivedReport(this)).text;
  }

  [asyncDispose]() {
    return this.remove();
  }
}

function agentPath(...names) {
  return `/agents/${names.map(encodeURIComponent).join("/")}`;
}
