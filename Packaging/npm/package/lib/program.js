import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { UnderstudyError } from "./errors.js";

const require = createRequire(import.meta.url);
const { name, version, understudy } = require("../package.json");
const systems = { darwin: "macOS", win32: "Windows", freebsd: "FreeBSD", android: "Android" };
const exitCodes = new WeakMap();

/** Returns the path of the program: `UNDERSTUDY_BINARY`, or that of the optional package for this machine. */
export function programPath() {
  const given = process.env.UNDERSTUDY_BINARY;
  if (given) return checked(resolve(given), "UNDERSTUDY_BINARY");
  const { platform: system, arch } = process;
  if (system !== "linux") throw unsupported(`${systems[system] ?? system} (${arch})`);
  if (!["x64", "arm64"].includes(arch)) throw unsupported(`Linux on ${arch}`);
  const libc = glibcVersion();
  if (libc === undefined) throw unsupported("Linux with another C library than glibc, such as Alpine's musl");
  const platform = platformPackage();
  const needed = require(platform).understudy?.glibc;
  if (needed && isOlder(libc, needed)) throw unsupported(`glibc ${libc}, because its program needs ${needed} or newer`);
  return checked(join(dirname(platform), "bin/understudy"), "the package's program");
}

/** Starts the program. An error comes as its event or is thrown, as `child_process.spawn` does; see `startFailure`. */
export function startProgram(path, words, options) {
  // The variable is about this package only.
  const env = { ...process.env };
  delete env.UNDERSTUDY_BINARY;
  try {
    return spawn(path, words, { ...options, env });
  } catch (error) {
    throw startFailure(path, error);
  }
}

/** Returns the error for a program that the system refused to start. */
export function startFailure(path, error) {
  const reason = error.code === "ENOENT"
    ? "it, or the loader or directory that it needs, does not exist"
    : error.message;
  return failure(126, `cannot run ${path}: ${reason}`);
}

/** Returns the exit code for an error of this file, and undefined for any other error. */
export function exitCodeOf(error) {
  return exitCodes.get(error);
}

function failure(code, message) {
  const error = new UnderstudyError(message);
  exitCodes.set(error, code);
  return error;
}

function checked(path, origin) {
  try {
    accessSync(path, constants.X_OK);
    if (!statSync(path).isDirectory()) return path;
  } catch (error) {
    if (error.code === "ENOENT") throw failure(127, `${origin} is ${path}, which does not exist`);
  }
  throw failure(126, `${origin} is ${path}, which is not an executable file`);
}

/** Returns the path of the `package.json` of the package with the program for this machine. */
function platformPackage() {
  const platform = `${name}-linux-${process.arch}`;
  try {
    return require.resolve(`${platform}/package.json`);
  } catch {
    throw failure(
      127,
      [
        `the package ${platform} is not installed. It has the program, and is an optional dependency of ${name}.`,
        `Install without --omit=optional (--no-optional): npm install --include=optional ${platform}@${version}`,
        "If package-lock.json was written on another kind of machine, remove it and node_modules, and install again.",
      ].join("\n"),
    );
  }
}

function unsupported(machine) {
  const [image, url] = [understudy.image, "http://127.0.0.1:4010"];
  return failure(
    127,
    [
      `there is no program for ${machine}. ${name} has programs for Linux with glibc, on x64 and arm64.`,
      "Run the image instead, and tell your tests its address in the variable UNDERSTUDY_URL:",
      `  docker run --rm --publish 127.0.0.1:4010:4010 ${image}`,
      `  UNDERSTUDY_URL=${url}`,
    ].join("\n"),
  );
}

/** Returns the version of the C library: undefined if it is not glibc. */
function glibcVersion() {
  const { report } = process;
  const { excludeNetwork } = report;
  // Otherwise the report looks up the names of all open connections.
  report.excludeNetwork = true;
  try {
    return report.getReport().header.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}

function isOlder(version, other) {
  const [[major, minor], [otherMajor, otherMinor]] = [version, other].map((text) => text.split(".").map(Number));
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
