import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** The address of the server, which `understudy run` sets. */
const url = process.env.UNDERSTUDY_URL;
assert.ok(url, "run the tests with a server: understudy run -- npm test");

/** A sandbox for one test. The client selects it with its API key only. */
export class Sandbox {
  name = `node-${randomUUID()}`;
  apiKey = `cfy_your_api_key~${this.name}`;
  url = url;

  admin(method, path, body) {
    return fetch(`${this.url}/sandbox/${this.name}/__admin${path}`, { method, body: JSON.stringify(body) });
  }

  async fail(status, times) {
    const fault = { request: { method: "PUT" }, understudy: { error: status, times } };
    assert.equal((await this.admin("POST", "/mappings", fault)).status, 201);
  }

  async verify(question) {
    const answer = await this.admin("POST", "/verify", question);
    assert.equal(answer.status, 200, await answer.text());
  }

  remove() {
    return this.admin("DELETE", `/sandboxes/${this.name}`);
  }
}
