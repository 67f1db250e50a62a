import type { Sandbox } from "./index.js";

/** What is needed of the context that `node:test` passes to a test, and to `beforeEach`. */
export interface TestContext {
  after(hook: () => Promise<void>): void;
  diagnostic(message: string): void;
}

/**
 * Returns a sandbox for a test, which is removed at its end. If the test fails, its diagnostics are what the sandbox has
 * received.
 */
export function sandboxOf(test: TestContext, name?: string): Promise<Sandbox>;
