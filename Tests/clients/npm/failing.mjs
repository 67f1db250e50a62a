// Tests that fail, and what they print: failures.test.mjs.
import { beforeEach, describe, it, test } from "node:test";
import { sandboxOf } from "understudy-mock/node-test";
import { update } from "./support.mjs";

test("sends a value out of range", async (t) => {
  const sandbox = await sandboxOf(t, "out-of-range");
  const { status } = await update(sandbox.url, { temperature: 1.5 });
  if (status !== 200) throw new Error(`the update got ${status}`);
});

test("sends what it must", async (t) => {
  const sandbox = await sandboxOf(t, "correct");
  await update(sandbox.url, { temperature: 0.5 });
});

describe("with a hook", () => {
  let sandbox;
  beforeEach(async (t) => {
    sandbox = await sandboxOf(t, "hooked");
  });

  it("sends no update", async () => {
    await sandbox.verify({ request: { method: "PUT" } });
  });
});
