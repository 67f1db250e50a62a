import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { before, test } from "node:test";
import { archives, node, run, version } from "./support.mjs";

/** The fenced blocks of a page by the name behind the opening fence. */
function blocks(path) {
  const text = readFileSync(path, "utf8");
  return new Map([...text.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, name, block]) => [name, block]));
}

const readme = blocks("node_modules/understudy-mock/README.md");

before(() => cpSync("vitest", "node_modules/vitest", { recursive: true }));

/** Writes a block to its file, with some text replaced, and runs it. */
function tested(block, name, replaced = {}) {
  const file = `documented-${name}`;
  writeFileSync(file, Object.entries(replaced).reduce((text, [from, to]) => text.replace(from, to), block));
  return node(["--test", "--test-reporter=spec", file]);
}

for (const [name, passing] of [["agents.test.mjs", 2], ["agents.vitest.mjs", 2], ["server.test.mjs", 1]]) {
  test(`${name} of the README passes`, async () => {
    const { code, output, errors } = await tested(readme.get(name), name);
    assert.equal(code, 0, output + errors);
    assert.match(output, new RegExp(`ℹ pass ${passing}\n`));
  });
}

for (const name of ["agents.test.mjs", "agents.vitest.mjs"]) {
  test(`${name} of the README prints what the README shows if it fails`, async () => {
    const { code, output, errors } = await tested(readme.get(name), `failing-${name}`, { "0.25": "1.5" });
    assert.equal(code, 1);
    const printed = (output + errors).replaceAll("ℹ ", "").replace(/node-[0-9a-f]{8}[-0-9a-f]{28}/g, "node-…");
    for (const line of readme.get("failure").trim().split("\n")) {
      assert.ok(printed.includes(`${line}\n`), `${line}\n${printed}`);
    }
  });
}

/** Starts a registry that has the archives only, for one test: the variables with which npm uses it. */
async function registry(t) {
  const server = createServer(async ({ url }, response) => {
    const name = decodeURIComponent(url.slice(1));
    if (readdirSync(archives).includes(name)) return response.end(readFileSync(join(archives, name)));
    const archive = `${name}-${version}.tgz`;
    if (!readdirSync(archives).includes(archive)) return response.writeHead(404).end("{}");
    const words = ["--extract", "--to-stdout", "--file", join(archives, archive), "package/package.json"];
    const description = JSON.parse((await run("tar", words)).output);
    const tarball = `http://127.0.0.1:${server.address().port}/${archive}`;
    const versions = { [version]: { ...description, dist: { tarball } } };
    return response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { npm_config_registry: `http://127.0.0.1:${server.address().port}`, npm_config_audit: "false" };
}

test("the example installs the package and passes", async (t) => {
  const cwd = mkdtempSync("example-");
  cpSync(`${process.env.REPOSITORY}/examples/npm-package`, cwd, { recursive: true });
  const { code, output, errors } = await run("sh", ["-ec", "npm install\nnpm test"], await registry(t), { cwd });
  assert.equal(code, 0, output + errors);
  const shown = readFileSync(join(cwd, "README.md"), "utf8").match(/What you will see\n\n```text\n(.*?)```/s)[1];
  for (const line of shown.trim().split("\n")) assert.ok(output.includes(line), `${line}\n${output}`);
});

test("the command of the project's README installs the program", async (t) => {
  const page = readFileSync(`${process.env.REPOSITORY}/README.md`, "utf8");
  const command = page.match(/^npm install .*$/m)[0];
  const cwd = mkdtempSync("readme-");
  writeFileSync(join(cwd, "package.json"), "{}");
  const commands = `${command}\nnode_modules/.bin/understudy --version`;
  const installed = await run("sh", ["-ec", commands], await registry(t), { cwd });
  assert.equal(installed.code, 0, installed.output + installed.errors);
  assert.ok(installed.output.endsWith(`${version}\n`), installed.output);
});
