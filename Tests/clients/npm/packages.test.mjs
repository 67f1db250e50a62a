import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { archives, build, bundle, run, version } from "./support.mjs";

const system = `linux-${process.arch}`;
const names = [`understudy-mock-${version}.tgz`, `understudy-mock-${system}-${version}.tgz`];
const described = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));

test("the packages have one version, and the platform package says where it runs", () => {
  assert.deepEqual(readdirSync(archives).sort(), [...names].sort());
  const main = described("understudy-mock");
  const platforms = ["x64", "arm64"].map((cpu) => [`understudy-mock-linux-${cpu}`, version]);
  assert.deepEqual(main.optionalDependencies, Object.fromEntries(platforms));
  assert.equal(main.dependencies, undefined);
  const { os, cpu, libc, version: own, understudy } = described(`understudy-mock-${system}`);
  assert.deepEqual({ os, cpu, libc, own }, { os: ["linux"], cpu: [process.arch], libc: ["glibc"], own: version });
  assert.match(understudy.glibc, /^2\.\d\d$/);
});

test("the same inputs make the same bytes", async () => {
  const contents = [];
  for (const umask of ["022", "077"]) {
    const out = mkdtempSync("out-");
    const words = ["-c", `umask ${umask} && exec "$@"`, "sh", build, bundle(), out];
    const built = await run("sh", words, { UNDERSTUDY_IMAGE: "ghcr.io/example/understudy:1" });
    assert.equal(built.code, 0, built.errors);
    contents.push(names.map((name) => readFileSync(join(out, name)).toString("base64")));
    const { output } = await run("tar", ["--list", "--file", join(out, names[1])]);
    assert.deepEqual(output.trim().split("\n").sort(), [
      "package/README.md",
      "package/bin/understudy",
      "package/lib/libone.so.1",
      "package/lib/libone.so.1.2",
      "package/package.json",
    ]);
    const text = await run("tar", ["--extract", "--to-stdout", "--file", join(out, names[0]), "package/package.json"]);
    assert.equal(JSON.parse(text.output).understudy.image, "ghcr.io/example/understudy:1");
  }
  assert.deepEqual(contents[0], contents[1]);
});

test("a bundle without a program is an error that names it", async () => {
  const { code, errors } = await run(build, [mkdtempSync("bundle-"), "out"]);
  assert.equal(code, 64);
  assert.match(errors, /bundle-.*\/bin\/understudy does not exist\n$/);
});
