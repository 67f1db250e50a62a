import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { get } from "node:https";
import test from "node:test";
import { connect, sandbox, start, UnderstudyError, verify } from "understudy-mock";
import { answers, node, printed, started, until, update } from "./support.mjs";

test("a server answers by http and https until it is stopped", async () => {
  const server = await start({ clock: "2026-04-17T12:00:00Z" });
  assert.ok(await answers(server.url));
  const status = await new Promise((resolve, reject) => {
    const request = get(
      `${server.httpsURL}/__admin/livez`,
      { ca: readFileSync(server.ca), agent: false },
      ({ statusCode }) => {
        request.destroy();
        resolve(statusCode);
      },
    );
    request.on("error", reject);
  });
  assert.equal(status, 200);
  assert.equal((await (await update(server.url, { temperature: 0.5 })).json()).updated_at, "2026-04-17T12:00:00Z");
  await server.verify({ effect: { changed: { "/temperature": 0.5 } }, exactly: 1 });
  await server.stop();
  await server.stop();
  assert.ok(!(await answers(server.url)));
  assert.ok(!existsSync(server.ca));
});

test("a server is disposed of with its scope", { skip: !Symbol.asyncDispose }, async () => {
  const server = await start();
  await server[Symbol.asyncDispose]();
  assert.ok(!(await answers(server.url)));
});

const starting = 'const { start } = await import("understudy-mock"); console.log((await start()).url);';
const words = (script) => ["--input-type=module", "--eval", script];

test("a server neither keeps its process running nor outlives it", async () => {
  const { code, output, errors } = await node(words(starting));
  assert.equal(code, 0, errors);
  await until(async () => !(await answers(output.trim())));
  const forced = await node(words(`${starting} process.exit(5);`));
  assert.equal(forced.code, 5);
  await until(async () => !(await answers(forced.output.trim())));
});

test("a server does not outlive a process that is killed", async () => {
  const tests = started(process.execPath, words(`${starting} setInterval(() => {}, 1000);`));
  await printed(tests, "\n");
  const url = tests.output.trim();
  assert.ok(await answers(url));
  tests.child.kill("SIGKILL");
  await until(async () => !(await answers(url)));
});

test("a server that already runs is not stopped", async () => {
  const server = await start();
  const connected = await connect(`${server.url}/`);
  assert.deepEqual([connected.url, connected.httpsURL, connected.ca], [server.url, server.httpsURL, undefined]);
  await connected.stop();
  assert.ok(await answers(server.url));
  await server.stop();
  await assert.rejects(connect(server.url), (error) => {
    assert.ok(error instanceof UnderstudyError);
    assert.ok(error.message.startsWith(`cannot reach ${server.url}/__admin/info: `), error.message);
    return true;
  });
});

test("an address of another server is no server of this kind", async (t) => {
  const other = createServer((_, response) => response.end("hello\u001b[2J"));
  t.after(() => other.close());
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${other.address().port}`;
  await assert.rejects(
    connect(url),
    /\/__admin\/info did not answer with JSON, so that it is no Understudy:\n {2}hello\\u001b\[2J$/,
  );
});

test("the server of UNDERSTUDY_URL is used instead of one of its own", async () => {
  const server = await start();
  const script = 'const { sandbox } = await import("understudy-mock"); console.log((await sandbox("one")).url)';
  const { output } = await node(words(script), { UNDERSTUDY_URL: server.url });
  assert.equal(output, `${server.url}/sandbox/one\n`);
  await server.stop();
});

test("a process has one server for all sandboxes, and verify is about the default one", async () => {
  const [one, other] = await Promise.all([sandbox(), sandbox()]);
  const url = new URL(one.url).origin;
  assert.equal(new URL(other.url).origin, url);
  assert.notEqual(one.name, other.name);
  assert.equal((await update(url, { temperature: 0.5 })).status, 200);
  await verify({ effect: { changed: { "/temperature": 0.5 } }, exactly: 1 });
  await assert.rejects(one.verify({ effect: { changed: { "/temperature": 0.5 } } }), /but counted 0/);
});

test("a server that does not start says why", async (t) => {
  const expected = /^UnderstudyError: the server did not start: .* ended with exit code 66\n.*nowhere/s;
  await assert.rejects(start({ seedData: "nowhere" }), expected);
  await assert.rejects(start({ seeds: "x" }), /start\(\) has no option `seeds`; it has seedData, clock, /);
  t.after(() => {
    delete process.env.UNDERSTUDY_BINARY;
  });
  process.env.UNDERSTUDY_BINARY = "/bin/false";
  await assert.rejects(start(), /the server did not start: \/bin\/false ended with exit code 1/);
  process.env.UNDERSTUDY_BINARY = "nowhere";
  await assert.rejects(start(), /UNDERSTUDY_BINARY is .*nowhere, which does not exist/);
});

test("stop says what failOn has found", async () => {
  const server = await start({ failOn: ["unmatched", "warnings"], arguments: ["--no-cors"] });
  await fetch(`${server.url}/v2/agents`);
  await assert.rejects(server.stop(), /ended with exit code 3\n.*GET \/v2\/agents \(sandbox default\)/s);
});
