import { admin } from "./admin.js";
import { asyncDispose } from "./dispose.js";
import { UnderstudyError } from "./errors.js";
import { commandLine } from "./options.js";
import { programPath, startFailure, startProgram } from "./program.js";
import { Sandbox } from "./sandbox.js";

/** A program that says neither its address nor an error for so long is ended. */
const startMilliseconds = 120_000;
/** A program that does not end in this time is ended. */
const stopMilliseconds = 30_000;
/** The kept length of the program's standard error. */
const errorLength = 16_384;

// `run` ends with its command, and the command ends with its standard input. The system closes that when this process
// ends, however it ends, so that the server never outlives it.
const command = [
  "/bin/sh",
  "-c",
  'printf "%s\\n" "$UNDERSTUDY_URL" "$UNDERSTUDY_HTTPS_URL" "$UNDERSTUDY_CA"; read -r line || :',
];

/** A server: one that was started here, or that already runs. */
export class Server {
  #program;

  /** @param program the process; undefined if it was not started here */
  constructor(url, httpsURL, ca, program) {
    this.url = url;
    this.httpsURL = httpsURL || undefined;
    this.ca = ca || undefined;
    this.#program = program;
  }

  sandbox(name) {
    return new Sandbox(this.url, name);
  }

  verify(query) {
    return this.sandbox("default").verify(query);
  }

  async stop() {
    await this.#program?.stop();
  }

  [asyncDispose]() {
    return this.stop();
  }
}

/** Starts a server on a free port. */
export async function start(options = {}) {
  const program = new Program(programPath(), ["run", ...commandLine(options), "--", ...command]);
  return new Server(...(await program.ready()), program);
}

/** Returns a server that already runs. */
export async function connect(url) {
  const address = String(url).replace(/\/+$/, "");
  const { tls } = (await admin(address, "GET", "/info")).json;
  const isOfRun = address === process.env.UNDERSTUDY_URL;
  return new Server(address, tls?.enabled ? tls.url : undefined, isOfRun ? process.env.UNDERSTUDY_CA : undefined);
}

let shared;

/** Returns the server of this process: that of `UNDERSTUDY_URL`, or else one that is started at the first call. */
export function sharedServer() {
  const url = process.env.UNDERSTUDY_URL;
  return (shared ??= url ? connect(url) : start());
}

/** The process of a server. */
class Program {
  #process;
  #path;
  #errors = "";
  #isReady = false;
  #exit;

  constructor(path, words) {
    this.#path = path;
    // Detached: an interrupt at the terminal is for the tests, which may still clean up.
    this.#process = startProgram(path, words, { stdio: "pipe", detached: true });
    this.#exit = new Promise((resolve) => {
      this.#process.once("error", (error) => resolve({ error }));
      this.#process.once("close", (code, signal) => resolve({ code, signal }));
    });
    this.#process.stdin.on("error", () => {});
    this.#process.stderr.setEncoding("utf8").on("data", (text) => this.#takeErrors(text));
  }

  /** Waits until the server is ready, and returns the lines of the command. */
  async ready() {
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, startMilliseconds, undefined);
    });
    const lines = await Promise.race([this.#lines(), this.#exit, late]);
    clearTimeout(timer);
    if (!Array.isArray(lines)) throw this.#startError(lines);
    this.#isReady = true;
    // It does not keep the tests' process running.
    for (const part of [this.#process, ...this.#process.stdio]) part.unref();
    return lines;
  }

  async stop() {
    for (const part of [this.#process, ...this.#process.stdio]) part.ref();
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), stopMilliseconds);
    const ending = await this.#exit;
    clearTimeout(timer);
    // 0, unless an option such as --fail-on has an objection.
    if (ending.code !== 0) throw new UnderstudyError(`the server has ended with ${this.#described(ending)}`);
  }

  #lines() {
    return new Promise((resolve) => {
      let text = "";
      this.#process.stdout.setEncoding("utf8").on("data", (part) => {
        text += part;
        const lines = text.split("\n");
        if (lines.length > 3) resolve(lines.slice(0, 3));
      });
    });
  }

  #takeErrors(text) {
    this.#errors = (this.#errors + text).slice(-errorLength);
    if (this.#isReady) process.stderr.write(text);
  }

  #startError(ending) {
    if (ending?.error) return startFailure(this.#path, ending.error);
    const failure = `the server did not start: ${this.#path}`;
    if (ending) return new UnderstudyError(`${failure} ended with ${this.#described(ending)}`);
    this.#process.kill("SIGKILL");
    return new UnderstudyError(`${failure} said nothing in ${startMilliseconds / 1000} s\n${this.#errors}`);
  }

  #described({ code, signal }) {
    return `${signal ?? `exit code ${code}`}\n${this.#errors.trimEnd()}`;
  }
}
