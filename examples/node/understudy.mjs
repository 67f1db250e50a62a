import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

/** The server in UNDERSTUDY_URL, or else one that is started here. */
export async function start() {
  if (process.env.UNDERSTUDY_URL) return { url: process.env.UNDERSTUDY_URL, stop() {} };
  const server = spawn("understudy", ["--port", "0", "--log-level", "warning"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // ready url=http://127.0.0.1:34567 endpoints=6 …
  const { value: ready } = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
  return { url: ready.match(/url=(\S+)/)[1], stop: () => server.kill() };
}

/** A sandbox for one test. The client selects it with its API key only. */
export class Sandbox {
  name = `node-${randomUUID()}`;
  apiKey = `cfy_your_api_key~${this.name}`;

  constructor(url) {
    this.url = url;
  }

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
