import { randomUUID } from "node:crypto";
import { admin } from "./admin.js";
import { asyncDispose } from "./dispose.js";
import { UnderstudyError, VerificationError } from "./errors.js";
import { endpointPattern } from "./endpoints.js";
import { receivedText, verificationText } from "./report.js";

/** The sandboxes in which a verification failed. */
const failed = new WeakSet();

/** Agents, requests and faults of one test. */
export class Sandbox {
  #server;

  constructor(server, name = `node-${randomUUID()}`) {
    // `.` and `..` would be directories of the path.
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(name)) {
      throw new UnderstudyError(
        `"${name}" is no name of a sandbox: it must have 1 to 64 characters of A-Z, a-z, 0-9, ".", "_" and "-"`);
    }
    this.#server = server;
    this.name = name;
    this.url = `${server}/sandbox/${name}`;
  }

  /** Whether a verification has failed. */
  static hasFailed(sandbox) {
    return failed.has(sandbox);
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
    return (await this.admin("GET", "/requests")).requests.reverse();
  }

  async agents(collection, id) {
    const path = [collection, id].filter((part) => part !== undefined).map((part) => `/${encodeURIComponent(part)}`).join("");
    const answer = await this.admin("GET", `/agents${path}`);
    return id === undefined ? answer.agents : answer;
  }

  async verify(query) {
    // 409 and 410 are verdicts.
    const { json } = await admin(this.url, "POST", "/verify", query, [409, 410]);
    if (json.verdict === "pass") return json;
    failed.add(this);
    throw new VerificationError(verificationText(this.name, query, json), json);
  }

  async failNext(vendor, status, { times = 1, request = {} } = {}) {
    const { endpoints } = await this.admin("GET", "/info");
    const pattern = endpointPattern(endpoints, vendor);
    return this.admin("POST", "/mappings", { request: { ...pattern, ...request }, understudy: { error: status, times } });
  }

  async reset() {
    await admin(this.#server, "DELETE", `/sandboxes/${this.name}`);
  }

  report() {
    return receivedText(this);
  }

  [asyncDispose]() {
    return this.reset();
  }
}
