import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import test from "node:test";
import { archives, build, bundle, run, version } from "./support.mjs";

const names = [`understudy-mock-linux-${process.arch}`, "understudy-mock"];

/** Starts a registry that takes packages, for one test: what it was sent, and the variables with which npm uses it. */
async function registry(t) {
  const published = new Map();
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(request.url.slice(1));
    if (request.method === "PUT") {
      published.set(name, await json(request));
      return response.writeHead(201).end("{}");
    }
    const known = published.get(name);
    return response.writeHead(known ? 200 : 404).end(JSON.stringify(known ?? {}));
  });
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = `127.0.0.1:${server.address().port}`;
  const npmrc = join(mkdtempSync("npmrc-"), "npmrc");
  writeFileSync(npmrc, `//${address}/:_authToken=any\n`);
  const variables = { npm_config_registry: `http://${address}/`, npm_config_userconfig: npmrc };
  return { published, variables: { ...variables, GITHUB_ACTIONS: "" } };
}

/** Publishes what is in a directory, whose path is relative, as it is in the workflow. */
function publish(directory, variables) {
  return run(`${process.env.REPOSITORY}/Packaging/publish-npm`, [directory], variables);
}

/** Makes a directory whose name is like that of a package with a program, with archives. */
function directoryOf(source) {
  const directory = mkdtempSync("of-linux-");
  cpSync(source, directory, { recursive: true });
  return directory;
}

test("both packages are published, the one with the program first, and once only", async (t) => {
  const { published, variables } = await registry(t);
  const directory = directoryOf(archives);
  const first = await publish(directory, variables);
  assert.equal(first.code, 0, first.errors);
  assert.deepEqual([...published.keys()], names);
  for (const name of names) {
    assert.deepEqual(published.get(name)["dist-tags"], { latest: version });
    assert.equal(published.get(name).access, "public");
  }
  published.get("understudy-mock").versions = {};
  const again = await publish(directory, variables);
  assert.equal(again.code, 0, again.errors);
  assert.ok(again.output.startsWith(`${names[0]} ${version} is published already\n`), again.output);
  assert.deepEqual(Object.keys(published.get("understudy-mock").versions), [version]);
});

test("a version with a suffix is published under the tag `next`", async (t) => {
  const { published, variables } = await registry(t);
  const directory = mkdtempSync("of-linux-");
  assert.equal((await run(build, [bundle("1.0.0-beta.1"), directory])).code, 0);
  const { code, errors } = await publish(directory, variables);
  assert.equal(code, 0, errors);
  for (const name of names) assert.deepEqual(published.get(name)["dist-tags"], { next: "1.0.0-beta.1" });
});

test("a workflow proves where the packages come from", async (t) => {
  const { published, variables } = await registry(t);
  // Here it cannot, and npm says so.
  const workflow = { GITHUB_ACTIONS: "true", ACTIONS_ID_TOKEN_REQUEST_URL: "" };
  const { code, errors } = await publish(directoryOf(archives), { ...variables, ...workflow });
  assert.notEqual(code, 0);
  assert.match(errors, /provenance/i);
  assert.equal(published.size, 0);
});
