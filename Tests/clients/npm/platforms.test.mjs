import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { archives, launcher, node, run, script, version } from "./support.mjs";

/** Runs the launcher as on another machine. */
function launchedOn(machine, variables = {}) {
  return node(["--require", "./machine.cjs", launcher, "--version"], { MACHINE: machine, ...variables });
}

test("on a machine without a program, the launcher names the image and how to run it", async () => {
  const machines = {
    "darwin arm64": "macOS (arm64)",
    "win32 x64": "Windows (x64)",
    "linux ia32": "Linux on ia32",
    "linux x64": "Linux with another C library than glibc, such as Alpine's musl",
    [`linux ${process.arch} 2.17`]: "glibc 2.17",
  };
  for (const [machine, words] of Object.entries(machines)) {
    const { code, errors } = await launchedOn(machine);
    assert.equal(code, 127, machine);
    assert.ok(errors.startsWith(`understudy: there is no program for ${words}`), errors);
    assert.match(errors, /docker run --rm --publish 127\.0\.0\.1:4010:4010 understudy\n {2}UNDERSTUDY_URL=http/);
  }
  assert.equal((await launchedOn(`linux ${process.arch} 2.100`)).output, `${version}\n`);
});

test("on a machine without a program, UNDERSTUDY_BINARY and UNDERSTUDY_URL still work", async () => {
  const { output } = await launchedOn("darwin arm64", { UNDERSTUDY_BINARY: script("echo own") });
  assert.equal(output, "own\n");
  const { start } = await import("understudy-mock");
  const server = await start();
  const words = 'const { sandbox } = await import("understudy-mock");' +
    'console.log((await (await sandbox("x")).agents("centerfy")).length > 0)';
  const variables = { MACHINE: "darwin arm64", UNDERSTUDY_URL: server.url };
  const connected = await node(["--require", "./machine.cjs", "--input-type=module", "--eval", words], variables);
  assert.equal(connected.output, "true\n", connected.errors);
  await server.stop();
});

test("the package installs without its optional packages, and then says how to install them", async (t) => {
  // Not in this project, whose packages Node would find.
  const project = mkdtempSync(join(tmpdir(), "understudy-project-"));
  t.after(() => rmSync(project, { recursive: true }));
  writeFileSync(join(project, "package.json"), "{}");
  const archive = join(archives, `understudy-mock-${version}.tgz`);
  const words = ["install", "--offline", "--no-audit", "--no-fund", "--cache", "cache", archive];
  const installed = await run("npm", words, {}, { cwd: project });
  assert.equal(installed.code, 0, installed.errors);
  const { code, errors } = await run(join(project, "node_modules/.bin/understudy"), ["--version"]);
  const name = `understudy-mock-linux-${process.arch}`;
  assert.equal(code, 127, errors);
  assert.ok(errors.startsWith(`understudy: the package ${name} is not installed.`), errors);
  assert.ok(errors.includes(`npm install --include=optional ${name}@${version}\n`), errors);
});
