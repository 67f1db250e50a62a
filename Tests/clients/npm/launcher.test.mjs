import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import test from "node:test";
import { launcher, printed, run, script, started, version } from "./support.mjs";

test("the launcher passes arguments, output and exit codes on", async () => {
  assert.deepEqual(await run(launcher, ["--version"]), { code: 0, signal: null, output: `${version}\n`, errors: "" });
  assert.equal((await run(launcher, ["run", "--", "sh", "-c", "exit 7"])).code, 7);
  const invalid = await run(launcher, ["--portt", "1"]);
  assert.equal(invalid.code, 64);
  assert.match(invalid.errors, /--portt/);
});

test("the launcher leaves standard input and output untouched", async () => {
  const bytes = randomBytes(300_000);
  const copied = started(launcher, ["run", "--", "cat"]);
  const chunks = [];
  copied.child.stdout.on("data", (chunk) => chunks.push(chunk));
  copied.child.stdin.end(bytes);
  assert.deepEqual(await copied.ending, [0, null]);
  assert.ok(Buffer.concat(chunks).equals(bytes));
});

/** A shell's program that a signal ends. A single long sleep would end by the signal too, perhaps before the shell has it. */
const loop = (name) => `trap "echo got ${name}; exit 9" ${name}; echo ready; while :; do sleep 0.05; done`;

test("the launcher passes signals on", async () => {
  const passed = async (signal, words, variables) => {
    const process = started(launcher, words, variables);
    await printed(process, "ready");
    process.child.kill(signal);
    assert.deepEqual(await process.ending, [9, null], signal);
    assert.match(process.output, new RegExp(`^ready\\ngot ${signal.slice("SIG".length)}\\n$`));
  };
  const signals = ["SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
  await Promise.all([
    passed("SIGTERM", ["run", "--", "sh", "-c", loop("TERM")]),
    ...signals.map((signal) => passed(signal, [], { UNDERSTUDY_BINARY: script(loop(signal.slice("SIG".length))) })),
  ]);
});

/** Interrupts the launcher at a terminal when it has printed that it is ready, and returns its exit code and output. */
async function interrupted(words, variables) {
  // The shell that `script` starts would get the interrupt too, and some shells end by it.
  const terminal = started(
    "script",
    ["--quiet", "--return", "--command", `exec ${launcher} ${words}`, "/dev/null"],
    variables,
  );
  await printed(terminal, "ready");
  terminal.child.stdin.write("\x03");
  const [code] = await terminal.ending;
  return { code, output: terminal.output };
}

test("an interrupt at the terminal reaches the command", async () => {
  const { code, output } = await interrupted(`run -- sh -c '${loop("INT")}'`);
  assert.equal(code, 9, output);
  assert.equal(output.match(/got/g)?.length, 1, output);
});

test("the launcher does not pass on what the terminal has sent to the program already", async () => {
  // In a session of its own, so that it gets no interrupt but one that is passed on.
  const program = script(
    `exec setsid sh -c 'trap "echo got" INT; echo ready; for i in 1 2 3 4; do sleep 0.3; done; exit 4'`,
  );
  const { code, output } = await interrupted("", { UNDERSTUDY_BINARY: program });
  assert.equal(code, 4, output);
  assert.doesNotMatch(output, /got/);
});

test("the launcher ends by the signal that ended the program", async () => {
  for (const signal of ["SIGTERM", "SIGKILL", "SIGINT"]) {
    const program = script(`kill -${signal.slice("SIG".length)} $$`);
    assert.equal((await run(launcher, [], { UNDERSTUDY_BINARY: program })).signal, signal);
  }
});

test("UNDERSTUDY_BINARY names another program", async () => {
  const program = script('echo "own $* $UNDERSTUDY_BINARY."');
  const { output } = await run(launcher, ["a", "b c"], { UNDERSTUDY_BINARY: program });
  assert.equal(output, "own a b c .\n");
});

test("a program that cannot be run is named", async () => {
  const none = await run(launcher, [], { UNDERSTUDY_BINARY: "nowhere/understudy" });
  assert.equal(none.code, 127);
  assert.match(none.errors, /^understudy: UNDERSTUDY_BINARY is .*nowhere\/understudy, which does not exist\n$/);
  const text = await run(launcher, [], { UNDERSTUDY_BINARY: "package.json" });
  assert.equal(text.code, 126);
  assert.match(text.errors, /package\.json, which is not an executable file/);
  const path = script("");
  writeFileSync(path, "#!/nowhere/loader\n");
  const foreign = await run(launcher, [], { UNDERSTUDY_BINARY: path });
  assert.equal(foreign.code, 126);
  assert.match(foreign.errors, /cannot run .*the loader or directory that it needs, does not exist/);
});
