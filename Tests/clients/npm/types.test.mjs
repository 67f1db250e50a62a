import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./support.mjs";

test("the types describe the module", async () => {
  const words = [
    "--noEmit",
    "--strict",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
    "--module",
    "node16",
    "types.mts",
  ];
  const { code, output } = await run("tsc", words);
  assert.equal(code, 0, output);
});
