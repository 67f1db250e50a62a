/** `request`, `effect` or both, and one of `exactly`, `atLeast` and `atMost`. */
export interface Query {
  request?: RequestPattern;
  effect?: Effect;
  exactly?: number;
  atLeast?: number;
  atMost?: number;
  /** How long to wait for a final verdict. */
  timeoutMilliseconds?: number;
}

/** WireMock's request pattern. */
export type RequestPattern = Record<string, unknown>;

/** The change of an agent. */
export interface Effect {
  /** By default `updated`. */
  kind?: "created" | "updated" | "deleted";
  collection?: string;
  id?: string;
  /** Members by JSON Pointer: `{ "/temperature": 0.25 }`. */
  changed?: Record<string, unknown>;
  /** Whether nothing else may have changed. */
  only?: boolean;
}

/** The answer to a verification. */
export interface Verdict {
  /** `indeterminate` if the journal had to drop requests. */
  outcome: "pass" | "fail" | "indeterminate";
  /** The number of matching requests. */
  count: number;
  /** The ids of matching requests, at most 100. */
  requests: string[];
  /** All that the server answered. */
  raw: Record<string, any>;
}

/** A request that a sandbox has received, and its answer. */
export interface ReceivedRequest {
  id: string;
  method: string;
  /** The path and the query, without the name of the sandbox. */
  url: string;
  headers: Record<string, string | string[]>;
  body: string;
  /** The status of the answer; undefined if there is none yet or the client got a fault. */
  status?: number;
  /** The body of the answer. */
  answer?: string;
  /** The endpoint, such as `centerfy`; null if the path belongs to none. */
  endpoint: string | null;
  /** The id of the agent. */
  agent: string | null;
  /** The first rule that refused the request; null if it was accepted. */
  rule: string | null;
  /** Each rule that refused the request, and the place in its body by JSON Pointer. */
  violations: { rule: string; pointer: string; message: string }[];
  warnings: string[];
  /** What it did to the agent; undefined if nothing. */
  effect?: "created" | "updated" | "deleted";
  /** The change of the agent as JSON Patch. */
  patch: { op: string; path: string; value?: unknown }[];
  /** Whether an endpoint or a mapping answered. */
  matched: boolean;
  /** The name of the mapping that answered, or its id. */
  mapping?: string;
  /** Whether it waits for its response, because of a delay. */
  waiting: boolean;
  /** All that the server has about the request, in WireMock's form. */
  raw: Record<string, any>;
}
