import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sandbox, start, VerificationError } from "understudy-mock";
import { sandboxOf } from "understudy-mock/node-test";
import { centerfy, newAgent, node, salesBot, update } from "./support.mjs";

/** Creates, updates and archives an agent: the same one in each sandbox, but for its id. */
async function live(sandbox, url, key) {
  const { id } = await (await centerfy(url, "POST", "create-agent", newAgent, key)).json();
  await sandbox.verify({
    effect: { kind: "created", collection: "centerfy", changed: { "/name": "Front Desk" } },
    exactly: 1,
  });
  await centerfy(url, "PUT", `update-agent/${id}`, { temperature: 0.25 }, key);
  await sandbox.verify({ effect: { id, changed: { "/temperature": 0.25 }, only: true }, exactly: 1 });
  assert.equal((await sandbox.agent("centerfy", id)).temperature, 0.25);
  await centerfy(url, "POST", "archive-agent", { agent_id: id }, key);
  await sandbox.verify({ effect: { kind: "deleted", id }, exactly: 1 });
}

describe("tests that run at the same time", { concurrency: true }, () => {
  test("have an agent of their own, by the path", async (t) => {
    const sandbox = await sandboxOf(t);
    await live(sandbox, sandbox.url);
  });

  test("have an agent of their own, by the key", async (t) => {
    const sandbox = await sandboxOf(t);
    await live(sandbox, new URL(sandbox.url).origin, sandbox.key("cfy_your_api_key"));
  });
});

test("requests are listed oldest first, with the rule that refused them", async (t) => {
  const sandbox = await sandboxOf(t, "listed");
  assert.equal(sandbox.url.split("/").at(-1), "listed");
  await update(sandbox.url, { temperature: 0.25 });
  await update(sandbox.url, { temperature: 1.5 });
  const [accepted, refused] = await sandbox.requests();
  assert.deepEqual([accepted.status, accepted.rule, accepted.effect], [200, null, "updated"]);
  assert.deepEqual([refused.status, refused.rule, refused.body], [
    400,
    "centerfy.temperature.range",
    '{"temperature":1.5}',
  ]);
  assert.deepEqual(refused.violations.map(({ pointer }) => pointer), ["/temperature"]);
  const [change, ...others] = await sandbox.changes();
  assert.deepEqual(others, []);
  assert.equal(change.patch[0].path, "/temperature");
});

test("agents are listed and stored by collection", async (t) => {
  const sandbox = await sandboxOf(t);
  const agents = await sandbox.agents("centerfy");
  const agent = agents.find(({ id }) => id === salesBot);
  assert.equal(agent.name, "Sales Bot");
  await sandbox.store("centerfy", salesBot, { ...agent, name: "Other" });
  assert.equal((await sandbox.agent("centerfy", salesBot)).name, "Other");
  assert.deepEqual(await sandbox.changes(), []);
  await assert.rejects(sandbox.agents("centerfi"), /404\n.*centerfi/s);
  await assert.rejects(
    sandbox.store("centerfy", salesBot, { ...agent, temperature: "warm" }),
    /422\n {2}\/temperature: /,
  );
});

const voicebip = { headers: { Authorization: "Bearer pk_test_voicebip_example" } };
const talkifai = { headers: { "x-api-key": "tk_live_owner" } };
const trillet = { headers: { "x-workspace-id": "workspaceIdExample" } };

test("the next request to a vendor fails, and to no other", async (t) => {
  const sandbox = await sandboxOf(t);
  const status = async (path, options) => (await fetch(`${sandbox.url}${path}`, options)).status;
  await sandbox.failNext("voicebip", 429);
  // The same path.
  assert.equal(await status("/v1/agents", talkifai), 200);
  assert.equal(await status("/v1/agents", voicebip), 429);
  assert.equal(await status("/v1/agents", voicebip), 200);
  await sandbox.failNext("talkifai", 503, { times: 2 });
  assert.equal(await status("/v1/agents", voicebip), 200);
  for (const expected of [503, 503, 200]) {
    assert.equal((await fetch(`${sandbox.urlOf("talkifai")}/v1/agents`, talkifai)).status, expected);
  }
  await sandbox.failNext("trillet", 500);
  assert.equal(await status("/v1/api/agents/agentIdExample", trillet), 500);
  await sandbox.failNext("centerfy", 429, { method: "PUT" });
  assert.equal((await centerfy(sandbox.url, "GET", `get-agent/${salesBot}`)).status, 200);
  assert.equal((await update(sandbox.url, {})).status, 429);
  await assert.rejects(sandbox.failNext("centerfi", 429), /"centerfi"; did you mean "centerfy"\?/);
});

test("a fault of a vendor acts once for all its endpoints, that of an endpoint for this one only", async (t) => {
  const sandbox = await sandboxOf(t);
  const studio = { headers: { Authorization: "Bearer YOUR_SESSION_TOKEN" } };
  const status = async (path, options) => (await fetch(`${sandbox.url}${path}`, options)).status;
  await sandbox.failNext("talkifai", 503);
  assert.equal(await status("/api/agents", studio), 503);
  assert.equal(await status("/talkifai/v1/agents", talkifai), 200);
  await sandbox.failNext("talkifai-studio", 503);
  assert.equal(await status("/talkifai/v1/agents", talkifai), 200);
  assert.equal(await status("/api/agents", studio), 503);
});

test("a reset removes agents, requests and faults", async (t) => {
  const sandbox = await sandboxOf(t);
  await update(sandbox.url, { name: "Other" });
  await sandbox.failNext("centerfy", 500, { times: 9 });
  for (const end of ["reset", "remove"]) {
    await sandbox[end]();
    assert.deepEqual(await sandbox.requests(), []);
    assert.equal((await sandbox.agent("centerfy", salesBot)).name, "Sales Bot");
    assert.equal((await update(sandbox.url, { name: "Other" })).status, 200);
  }
});

test("a failed verification shows the nearest requests", async (t) => {
  const sandbox = await sandboxOf(t);
  await update(sandbox.url, { temperature: 1.5 });
  const query = { effect: { collection: "centerfy", changed: { "/temperature": 0.75 } }, exactly: 2 };
  await assert.rejects(sandbox.verify(query), (error) => {
    assert.ok(error instanceof VerificationError);
    assert.equal(error.verdict.outcome, "fail");
    assert.deepEqual(error.message.split("\n"), [
      `expected exactly 2 matching requests in sandbox ${sandbox.name}, but counted 0`,
      `  query: ${JSON.stringify(query)}`,
      `  nearest: PUT /functions/v1/crm-api/update-agent/${salesBot}: 400`,
      "    /response/status: expected 200, but was 400 (rule centerfy.temperature.range)",
    ]);
    return true;
  });
  const invalid = { effect: { collection: "x" }, exactly: -1 };
  await assert.rejects(sandbox.verify(invalid), /422\n {2}\/effect\/collection: .*\n {2}\/exactly: /);
});

test("a report shows refusals with their rules, warnings and near misses", async (t) => {
  const sandbox = await sandboxOf(t);
  const none = "no request: does the client use the sandbox's `url` or `key()`?";
  assert.equal(await sandbox.report(), `Understudy: sandbox ${sandbox.name} has received ${none}`);
  await update(sandbox.url, { temperature: 0.25, nmae: "x" });
  await update(sandbox.url, { temperature: 1.5 });
  await sandbox.failNext("centerfy", 429);
  await update(sandbox.url, {});
  await sandbox.failNext("voicebip", 503);
  await fetch(`${sandbox.url}/v1/agentz`);
  const path = `PUT /functions/v1/crm-api/update-agent/${salesBot}`;
  const lines = (await sandbox.report()).split("\n");
  assert.deepEqual(lines, [
    `Understudy: sandbox ${sandbox.name} has received 4 requests`,
    `  ${path}: 200, updated ${salesBot} (/temperature, /updated_at)`,
    "    warning: `nmae` is not a field of this endpoint; did you mean `name`?",
    `  ${path}: 400, refused by centerfy.temperature.range`,
    "    centerfy.temperature.range: `temperature` must be from 0 to 1, but was 1.5",
    '    sent: {"temperature":1.5}',
    `  ${path}: 429, by the mapping failNext centerfy 429`,
    "  GET /v1/agentz: 404, unmatched",
    "    GET /v1/agentz is not emulated; did you mean GET /v1/agents of Voicebip or TalkifAI?",
    "    near miss: the mapping failNext voicebip 503",
  ]);
});

test("a report of many requests has the last ones", async (t) => {
  const sandbox = await sandboxOf(t);
  for (let index = 1; index <= 51; index += 1) await fetch(`${sandbox.url}/v1/nothing-${index}`);
  const report = await sandbox.report();
  assert.match(report, /has received 51 requests, of which these are the last 50\n {2}GET \/v1\/nothing-2:/);
  assert.match(report, /GET \/v1\/nothing-51:/);
});

test("in Node 18, which does not tell the result, a test reports if a request was refused or a verification failed", async () => {
  const reportOf = async (body) => {
    const [hooks, lines] = [[], []];
    const sandbox = await sandboxOf({ after: (hook) => hooks.push(hook), diagnostic: (line) => lines.push(line) });
    await body(sandbox);
    for (const hook of hooks) await hook();
    return lines;
  };
  assert.deepEqual(await reportOf((sandbox) => update(sandbox.url, { temperature: 0.5 })), []);
  const refused = await reportOf((sandbox) => update(sandbox.url, { temperature: 1.5 }));
  assert.match(refused[1], /refused by centerfy\.temperature\.range$/);
  const failed = await reportOf((sandbox) => assert.rejects(sandbox.verify({ request: { method: "PUT" } })));
  assert.match(failed[0], /has received no request/);
  // What a client sent looks like a refusal.
  const named = { temperature: 0.5, "x: 400, refused by": 1 };
  assert.deepEqual(await reportOf((sandbox) => update(sandbox.url, named)), []);
});

/** Each kind of character that moves the cursor of a terminal, forges a line or is shown as another one. */
const hostile = "\u001b[2J\r\n\t\u007f\u009b\u2028\u202e\u{e0041}";
const escaped = "\\u001b[2J\\r\\n\\t\\u007f\\u009b\\u2028\\u202e\\udb40\\udc41";

test("what clients sent cannot move the cursor of a terminal or forge a line", async (t) => {
  const sandbox = await sandboxOf(t);
  await fetch(`${sandbox.url}/v1/agentz`, { method: "POST", body: hostile });
  await update(sandbox.url, { temperature: 0.5, [hostile]: 1 });
  await sandbox.stub({ name: `stub ${hostile}`, request: { urlPath: "/v1/agentz" } });
  await sandbox.failNext("centerfy", 503);
  await centerfy(sandbox.url, "PUT", `update-agent/${encodeURIComponent("\u001b[2J")}`, {});
  const report = await sandbox.report();
  assert.ok(report.includes(`    sent: ${escaped}`), report);
  assert.ok(report.includes(`    near miss: the mapping stub ${escaped}`), report);
  assert.match(report, /warning: `\\u001b\[2J/);
  await update(sandbox.url, { name: hostile });
  const query = { effect: { changed: { "/name": hostile } }, exactly: 9 };
  const messages = await Promise.all([
    sandbox.verify({ effect: { changed: { "/name": "other" } } }),
    sandbox.verify(query),
    sandbox.agents(hostile),
  ].map((call) => call.then(() => assert.fail("it passed"), ({ message }) => message)));
  assert.ok(messages[0].includes(escaped), messages[0]);
  for (const text of [report, ...messages]) {
    for (const line of text.split("\n")) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});

test("a long text of a client is cut", async (t) => {
  const sandbox = await sandboxOf(t);
  await fetch(`${sandbox.url}/v1/${"x".repeat(3_000)}`);
  const lines = (await sandbox.report()).split("\n");
  assert.ok(lines.every((line) => line.length < 600), lines.join("\n"));
  await assert.rejects(sandbox.verify({ request: { urlPath: "/y" } }), ({ message }) => message.length < 2_500);
});

test("a verification may wait longer than the server may be silent", async () => {
  const script = `
    import http from "node:http";
    const send = http.request;
    const timeouts = [];
    http.request = (url, options, ...others) => {
      timeouts.push(options.timeout);
      return send(url, options, ...others);
    };
    const { sandbox } = await import("understudy-mock");
    const own = await sandbox();
    await own.requests();
    await own.verify({ request: {}, exactly: 0 });
    await own.verify({ request: {}, atMost: 0, timeoutMilliseconds: 500 });
    console.log(JSON.stringify(timeouts));
  `;
  const { output, errors } = await node(["--input-type=module", "--eval", script]);
  assert.deepEqual(JSON.parse(output), [300_000, 300_000, 300_500], errors);
});

test("a proxy for the client is not asked for the admin API", async () => {
  const script = `
    import { connect, start } from "understudy-mock";
    const server = process.env.SERVER ? await connect(process.env.SERVER) : await start();
    await server.sandbox().stub({ request: {}, response: { status: 204 } });
    console.log(JSON.stringify(server));
    await server.stop();
  `;
  const proxy = { NODE_USE_ENV_PROXY: "1", NO_PROXY: "", no_proxy: "" };
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]) proxy[name] = "http://127.0.0.1:1";
  const words = ["--input-type=module", "--eval", script];
  const own = await node(words, proxy);
  assert.equal(own.code, 0, own.errors);
  const server = await start();
  for (const url of [server.url, server.httpsURL]) {
    const { code, output, errors } = await node(words, { ...proxy, SERVER: url, NODE_EXTRA_CA_CERTS: server.ca });
    assert.equal(code, 0, errors);
    assert.equal(JSON.parse(output).url, url);
  }
  await server.stop();
});

test("a sandbox has a name that the server takes", async () => {
  await assert.rejects(sandbox("a/b"), /"a\/b" is no name of a sandbox: it must have 1 to 64 characters/);
  await assert.rejects(sandbox(".."), /is no name of a sandbox: .* and be neither "\." nor "\.\."$/);
});
