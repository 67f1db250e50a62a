// Not Vitest, which the tests of this project cannot install: its hooks in the order that Vitest documents, run by node:test.
// `beforeEach` can add members to the context of a test; `afterEach` sees its result.
import assert from "node:assert/strict";
import { test as run } from "node:test";

const hooks = { before: [], after: [] };
export const beforeEach = (hook) => {
  hooks.before.push(hook);
};
export const afterEach = (hook) => {
  hooks.after.unshift(hook);
};

export function test(name, body) {
  run(name, async () => {
    const context = { task: { name, result: { state: "run" } } };
    try {
      for (const hook of hooks.before) await hook(context);
      await body(context);
      context.task.result.state = "pass";
    } catch (error) {
      context.task.result.state = "fail";
      throw error;
    } finally {
      for (const hook of hooks.after) await hook(context);
    }
  });
}

export const expect = (value) => ({
  rejects: { toThrow: (expected) => assert.rejects(value, ({ message }) => message.includes(expected)) },
});
