import type { Query, ReceivedRequest, Verdict } from "./lib/types.js";

export type { Effect, Query, ReceivedRequest, RequestPattern, Verdict } from "./lib/types.js";

/** Options of a server. Each is also an option of `understudy serve`, and a variable such as `UNDERSTUDY_SEED_DATA`. */
export interface StartOptions {
  /** Directories of seed files, in place of the built-in seeds. */
  seedData?: string | string[];
  /** Freezes the clock, for example at `2026-04-17T12:00:00Z`. */
  clock?: string;
  /** `documented` follows the vendors' pages, `observed` what public clients send. */
  profile?: "documented" | "observed";
  enableRule?: string | string[];
  disableRule?: string | string[];
  annotate?: "assumptions";
  /** An SQLite file that keeps agents across restarts. */
  database?: string;
  /** `stop()` then rejects if there was such a request in any sandbox. */
  failOn?: FailOn | FailOn[];
  logLevel?: string;
  /** By default any free port. */
  port?: number;
  /** Further arguments of the command line, such as `["--strict"]`. */
  arguments?: string[];
}

export type FailOn = "unmatched" | "warnings" | "rejected";

/** Starts a server on a free port. It ends with `stop()`, and at the latest with this process. */
export function start(options?: StartOptions): Promise<Server>;

/** Returns a server that already runs, for example in a container. */
export function connect(url: string | URL): Promise<Server>;

/**
 * Returns a sandbox of this process's server: that of `UNDERSTUDY_URL`, or else one that is started at the first call.
 * @param name 1 to 64 characters of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`; by default a new one
 */
export function sandbox(name?: string): Promise<Sandbox>;

/** Verifies requests of clients that name no sandbox, at the server of `sandbox()`. */
export function verify(query: Query): Promise<Verdict>;

export interface Server {
  /** `http://127.0.0.1:34567` */
  readonly url: string;
  /** The same by https; undefined if the server does not speak TLS. */
  readonly httpsURL?: string;
  /** The path of a PEM file with the authority of the https certificate; undefined if the server was not started here. */
  readonly ca?: string;
  /** Returns a sandbox: by default a new one. */
  sandbox(name?: string): Sandbox;
  /** Verifies requests of clients that name no sandbox. */
  verify(query: Query): Promise<Verdict>;
  /** Stops the server if it was started here. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Agents, requests and faults of one test. It is created on first use, with the seeded agents. */
export interface Sandbox {
  readonly name: string;
  /** The base URL for a client: the server's, with the sandbox in the path. */
  readonly url: string;
  /** Returns the base URL for one vendor, which is needed if two vendors have a path: `sandbox.urlOf("voicebip")`. */
  urlOf(vendor: string): string;
  /** Returns a seeded key with this sandbox's suffix, for a client whose base URL is the server's. */
  key(seeded: string): string;
  /** The address of the dashboard, for a browser. */
  readonly dashboard: string;
  /** Returns the requests, oldest first. */
  requests(): Promise<ReceivedRequest[]>;
  /** Returns the changes of agents by accepted requests, oldest first, each with its JSON Patch. */
  changes(): Promise<Record<string, any>[]>;
  /** Returns the complete records of a collection, such as `centerfy`. */
  agents(collection: string): Promise<Record<string, any>[]>;
  /** Returns the complete record of one agent, including members that the vendor's answers leave out. */
  agent(collection: string, id: string): Promise<Record<string, any>>;
  /** Stores an agent, to prepare a test. It is validated as a seed is. */
  store(collection: string, id: string, record: Record<string, unknown>): Promise<Record<string, any>>;
  /**
   * Compares the number of matching requests with the expected one, by default at least 1.
   * @throws VerificationError with the nearest requests and their differences
   */
  verify(query: Query): Promise<Verdict>;
  /**
   * Answers the next request to a vendor, whichever of its endpoints gets it, with the vendor's own error.
   * @param vendor a vendor, such as `talkifai`, or one endpoint of a vendor that has several, such as `talkifai-studio`
   * @returns the id of the mapping
   */
  failNext(vendor: string, status: number, options?: FaultOptions): Promise<string>;
  /** Adds a stub mapping of WireMock, with the member `understudy` for faults of the vendor, and returns its id. */
  stub(mapping: Record<string, unknown>): Promise<string>;
  /** Resets agents, requests, mappings, settings, clock and rule switches. */
  reset(): Promise<void>;
  /** Resets and removes the sandbox, at the end of a test. */
  remove(): Promise<void>;
  /** Returns what the sandbox has received, with refusals, their rules and near misses, as text for a failed test. */
  report(): Promise<string>;
  /** Calls the admin API for this sandbox: `sandbox.admin("PUT", "/clock", { advanceMilliseconds: 60000 })`. */
  admin(method: string, path: string, body?: unknown): Promise<any>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface FaultOptions {
  /** The number of requests, by default 1. */
  times?: number;
  /** Only requests with this method, such as `PUT`. */
  method?: string;
}

/** An error of this package: its message says what is wrong and what to do. */
export class UnderstudyError extends Error {}

/** A verification that did not pass. */
export class VerificationError extends UnderstudyError {
  readonly verdict: Verdict;
}

declare global {
  // For compilers without the library esnext.disposable.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}
