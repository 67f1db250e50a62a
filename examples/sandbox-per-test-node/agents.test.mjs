import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Sandbox } from "./understudy.mjs";

const agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2";
const newAgent = {
  name: "Front Desk",
  voice_id: "Sulafat",
  max_duration: 30,
  temperature: 0.7,
  silence_timeout: 5,
  voice_activity_timeout: 1000,
  llm_model: "gpt-4o-mini",
  language: "en-US",
  background_noise: false,
  voicemail_detection: false,
};

/** The client under test. After a 429 it retries, with at most three attempts. */
class AgentClient {
  constructor(baseURL, apiKey) {
    this.baseURL = baseURL;
    this.headers = { "x-api-key": apiKey, "Content-Type": "application/json" };
  }

  create(agent) {
    return this.#send("POST", "create-agent", agent);
  }

  update(id, changes) {
    return this.#send("PUT", `update-agent/${id}`, changes);
  }

  archive(id) {
    return this.#send("POST", "archive-agent", { agent_id: id });
  }

  async #send(method, path, body) {
    const url = `${this.baseURL}/functions/v1/crm-api/${path}`;
    let answer;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      answer = await fetch(url, { method, headers: this.headers, body: JSON.stringify(body) });
      if (answer.status !== 429) break;
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.json();
  }
}

let sandbox, client;

beforeEach(() => {
  sandbox = new Sandbox();
  client = new AgentClient(sandbox.url, sandbox.apiKey);
});
afterEach(() => sandbox.remove());

test("an agent is created, updated and archived", async () => {
  const { id } = await client.create(newAgent);
  await sandbox.verify({
    effect: { kind: "created", collection: "centerfy", changed: { "/name": "Front Desk" } },
    exactly: 1,
  });
  await client.update(id, { temperature: 0.25 });
  await sandbox.verify({
    effect: { kind: "updated", id, changed: { "/temperature": 0.25 }, only: true },
    exactly: 1,
  });
  await client.archive(id);
  await sandbox.verify({ effect: { kind: "deleted", id }, exactly: 1 });
});

test("an update changes what it says and nothing else", async () => {
  const answer = await client.update(agent, { temperature: 0.25 });
  assert.equal(answer.id, agent);
  await sandbox.verify({
    request: { method: "PUT", headers: { "x-api-key": { equalTo: sandbox.apiKey } } },
    effect: { collection: "centerfy", id: agent, changed: { "/temperature": 0.25 }, only: true },
    exactly: 1,
  });
});

test("it tries again after a 429", async () => {
  await sandbox.fail(429, 1);
  await client.update(agent, { temperature: 0.25 });
  await sandbox.verify({ request: { method: "PUT" }, exactly: 2 });
  await sandbox.verify({ effect: { id: agent, changed: { "/temperature": 0.25 } }, exactly: 1 });
});
