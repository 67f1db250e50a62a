import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

// The tests run in a project in which the packages are installed.
const require = createRequire(import.meta.url);

/** The directory of the packages' archives. */
export const archives = process.env.NPM_ARCHIVES;
export const build = process.env.NPM_BUILD;
export const launcher = new URL("./node_modules/.bin/understudy", import.meta.url).pathname;
export const { version } = require("understudy-mock/package.json");

export const salesBot = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2";
export const newAgent = {
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

/** Sends a request of Centerfy's API. */
export function centerfy(url, method, path, body, key = "cfy_your_api_key") {
  const headers = { "x-api-key": key, "Content-Type": "application/json" };
  return fetch(`${url}/functions/v1/crm-api/${path}`, { method, headers, body: JSON.stringify(body) });
}

export function update(url, changes, key) {
  return centerfy(url, "PUT", `update-agent/${salesBot}`, changes, key);
}

/** The variables of a process as it is outside of tests. */
function environment(variables) {
  const own = { ...process.env };
  for (const name of ["NODE_TEST_CONTEXT", "UNDERSTUDY_URL", "UNDERSTUDY_BINARY"]) delete own[name];
  return { ...own, ...variables };
}

/** Starts a process: its outputs so far are in `output` and `errors`. */
export function started(command, words, variables = {}, options = {}) {
  const child = spawn(command, words, { env: environment(variables), stdio: "pipe", ...options });
  const process = { child, output: "", errors: "", ending: once(child, "close"), hasEnded: false };
  child.on("close", () => {
    process.hasEnded = true;
  });
  child.stdout.on("data", (text) => {
    process.output += text;
  });
  child.stderr.on("data", (text) => {
    process.errors += text;
  });
  return process;
}

/** Runs a process to its end. */
export async function run(command, words, variables, options) {
  const process = started(command, words, variables, options);
  process.child.stdin.end();
  const [code, signal] = await process.ending;
  return { code, signal, output: process.output, errors: process.errors };
}

export const node = (words, variables) => run(process.execPath, words, variables);

/** Waits until a process has printed a text. */
export async function printed(process, text) {
  await until(() => process.output.includes(text) || process.hasEnded);
  assert.ok(process.output.includes(text), process.errors);
}

/** Writes an executable script, in place of the program. */
export function script(text) {
  const path = join(mkdtempSync("program-"), "program");
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

/** Makes a bundle with a small program of a version. */
export function bundle(number = version) {
  const directory = mkdtempSync("bundle-");
  for (const name of ["bin", "lib"]) mkdirSync(join(directory, name));
  writeFileSync(join(directory, "bin/understudy"), `#!/bin/sh\necho ${number}\n`, { mode: 0o755 });
  writeFileSync(join(directory, "lib/libone.so.1.2"), "one");
  symlinkSync("libone.so.1.2", join(directory, "lib/libone.so.1"));
  return directory;
}

/** Waits until a condition holds: generously, because the machine may be busy. */
export async function until(condition) {
  const end = Date.now() + 180_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `in vain: ${condition}`);
    await setTimeout(20);
  }
}

/** Whether a server answers at a URL. */
export async function answers(url) {
  try {
    return (await fetch(`${url}/__admin/livez`)).ok;
  } catch {
    return false;
  }
}
