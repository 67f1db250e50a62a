import assert from "node:assert/strict";
import test from "node:test";
import { node, salesBot } from "./support.mjs";

test("a failed test prints what its sandbox has received, and which rule refused", async () => {
  const { code, output } = await node(["--test", "--test-reporter=spec", "failing.mjs"]);
  assert.equal(code, 1);
  const lines = output.split("\n").map((line) => line.replace(/^\s*ℹ /, ""));
  const start = lines.indexOf("Understudy: sandbox out-of-range has received 1 request");
  assert.deepEqual(lines.slice(start + 1, start + 4), [
    `  PUT /functions/v1/crm-api/update-agent/${salesBot}: 400, refused by centerfy.temperature.range`,
    "    centerfy.temperature.range: `temperature` must be from 0 to 1, but was 1.5",
    '    sent: {"temperature":1.5}',
  ]);
  assert.match(output, /the update got 400/);
  assert.match(output, /Understudy: sandbox hooked has received no request/);
  assert.match(output, /expected at least 1 matching request in sandbox hooked, but counted 0/);
  assert.doesNotMatch(output, /sandbox correct/);
});
