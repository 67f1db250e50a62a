import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";

const understudy = process.env.UNDERSTUDY_URL ?? "http://127.0.0.1:4010";
const agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2";

/** The client under test: asked to slow down, it tries again, three times in all. */
async function updateAgent(baseURL, apiKey, agent, changes) {
  let answer;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    answer = await fetch(`${baseURL}/functions/v1/crm-api/update-agent/${agent}`, {
      method: "PUT",
      headers: { "x-api-key": apiKey, "Content-Type": "application/json" },
      body: JSON.stringify(changes),
    });
    if (answer.status !== 429) break;
  }
  return answer;
}

let sandbox, apiKey;

beforeEach(() => {
  sandbox = `javascript-${randomUUID()}`;
  apiKey = `cfy_your_api_key~${sandbox}`;
});

afterEach(() => fetch(`${understudy}/__admin/sandboxes/${sandbox}`, { method: "DELETE" }));

const admin = (path, body) =>
  fetch(`${understudy}/sandbox/${sandbox}/__admin${path}`, { method: "POST", body: JSON.stringify(body) });

async function verify(question) {
  const answer = await admin("/verify", question);
  assert.equal(answer.status, 200, await answer.text());
}

test("an update changes what it says and nothing else", async () => {
  const answer = await updateAgent(understudy, apiKey, agent, { temperature: 0.25 });
  assert.equal(answer.status, 200);
  assert.equal((await answer.json()).id, agent);
  await verify({
    request: { method: "PUT", headers: { "x-api-key": { equalTo: apiKey } } },
    effect: { collection: "centerfy", id: agent, changed: { "/temperature": 0.25 }, only: true },
    exactly: 1,
  });
});

test("it tries again after a 429", async () => {
  const fault = { request: { method: "PUT" }, understudy: { error: 429, times: 1 } };
  assert.equal((await admin("/mappings", fault)).status, 201);
  assert.equal((await updateAgent(understudy, apiKey, agent, { temperature: 0.25 })).status, 200);
  await verify({ request: { method: "PUT" }, exactly: 2 });
  await verify({ effect: { id: agent, changed: { "/temperature": 0.25 } }, exactly: 1 });
});
