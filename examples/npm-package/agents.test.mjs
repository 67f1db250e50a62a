import assert from "node:assert/strict";
import test from "node:test";
import { sandboxOf } from "understudy-mock/node-test";

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

/** The client under test. */
class AgentClient {
  constructor(baseURL, apiKey) {
    this.url = `${baseURL}/functions/v1/crm-api`;
    this.headers = { "x-api-key": apiKey, "Content-Type": "application/json" };
  }

  create(agent) {
    return this.#send("POST", "create-agent", agent);
  }

  update(id, changes) {
    return this.#send("PUT", `update-agent/${id}`, changes);
  }

  #send(method, path, body) {
    return fetch(`${this.url}/${path}`, { method, headers: this.headers, body: JSON.stringify(body) });
  }
}

test("an update changes the temperature and nothing else", async (t) => {
  const sandbox = await sandboxOf(t);
  const client = new AgentClient(sandbox.url, "cfy_your_api_key");
  const { id } = await (await client.create(newAgent)).json();
  await client.update(id, { temperature: 0.25 });
  await sandbox.verify({ effect: { id, changed: { "/temperature": 0.25 }, only: true }, exactly: 1 });
});

test("the first creation gets a 429", async (t) => {
  const sandbox = await sandboxOf(t);
  const client = new AgentClient(sandbox.url, "cfy_your_api_key");
  await sandbox.failNext("centerfy", 429);
  assert.equal((await client.create(newAgent)).status, 429);
  assert.equal((await client.create(newAgent)).status, 201);
  await sandbox.verify({ effect: { kind: "created", collection: "centerfy" }, exactly: 1 });
});
