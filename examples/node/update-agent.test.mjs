import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Sandbox, start } from "./understudy.mjs";

const agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2";

/** The client under test. After a 429 it retries, with at most three attempts. */
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

let understudy, sandbox;

before(async () => { understudy = await start(); });
after(() => understudy.stop());
beforeEach(() => { sandbox = new Sandbox(understudy.url); });
afterEach(() => sandbox.remove());

test("an update changes what it says and nothing else", async () => {
  const answer = await updateAgent(sandbox.url, sandbox.apiKey, agent, { temperature: 0.25 });
  assert.equal(answer.status, 200);
  assert.equal((await answer.json()).id, agent);
  await sandbox.verify({
    request: { method: "PUT", headers: { "x-api-key": { equalTo: sandbox.apiKey } } },
    effect: { collection: "centerfy", id: agent, changed: { "/temperature": 0.25 }, only: true },
    exactly: 1,
  });
});

test("it tries again after a 429", async () => {
  await sandbox.fail(429, 1);
  assert.equal((await updateAgent(sandbox.url, sandbox.apiKey, agent, { temperature: 0.25 })).status, 200);
  await sandbox.verify({ request: { method: "PUT" }, exactly: 2 });
  await sandbox.verify({ effect: { id: agent, changed: { "/temperature": 0.25 } }, exactly: 1 });
});
