#!/usr/bin/env node
// Runs the program of this machine's package as if it were called itself: arguments, input, output, signals, exit code.
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { exitCodeOf, programPath, startFailure, startProgram } from "../lib/program.js";

const relayed = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];
/** Those that a terminal sends to each process in its foreground. A second one would end tests at once. */
const fromTerminal = ["SIGINT", "SIGQUIT"];

try {
  run(programPath());
} catch (error) {
  fail(error);
}

function run(path) {
  // Before there is a program, which may be faster than this process. The handlers run only after it has started.
  for (const signal of relayed) {
    process.on(signal, () => {
      if (!fromTerminal.includes(signal) || !isInForeground()) program.kill(signal);
    });
  }
  const program = startProgram(path, process.argv.slice(2), { stdio: "inherit" });
  program.on("error", (error) => fail(startFailure(path, error)));
  program.on("exit", (code, signal) => (signal ? endBy(signal) : process.exit(code)));
}

/** Ends this process by a signal, as the program ended. */
function endBy(signal) {
  for (const name of relayed) process.removeAllListeners(name);
  process.kill(process.pid, signal);
  // Some signals are ignored, by Node or because the parent process ignores them.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 1000);
}

/** Whether the process is in the foreground of a terminal. */
function isInForeground() {
  try {
    const [, , group, , , foreground] = readFileSync("/proc/self/stat", "utf8").replace(/^.*\) /s, "").split(" ");
    return group === foreground;
  } catch {
    return false;
  }
}

function fail(error) {
  const code = exitCodeOf(error);
  if (code === undefined) throw error;
  process.stderr.write(`understudy: ${error.message}\n`);
  process.exit(code);
}
