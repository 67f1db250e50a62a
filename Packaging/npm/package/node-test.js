import { sandbox } from "./index.js";
import { Sandbox } from "./lib/sandbox.js";

/**
 * Returns a sandbox for a test, which is removed at its end. If the test fails, its diagnostics are what the sandbox has
 * received.
 */
export async function sandboxOf(test, name) {
  const own = await sandbox(name);
  test.after(async () => {
    try {
      const report = await own.report();
      if (hasFailed(test, own, report)) for (const line of report.split("\n")) test.diagnostic(line);
      await own.remove();
    } catch (error) {
      // The test's own error is the one to see.
      test.diagnostic(error.message);
    }
  });
  return own;
}

/** Node 18 does not say whether a test has failed: there, a failed verification or a refused request counts. */
function hasFailed({ passed }, sandbox, report) {
  return passed === undefined ? Sandbox.hasFailed(sandbox) || /: 4\d\d, (refused|unmatched)/.test(report) : !passed;
}
