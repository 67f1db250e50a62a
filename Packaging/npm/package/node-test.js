import { sandbox } from "./index.js";
import { receivedReport } from "./lib/report.js";
import { Sandbox } from "./lib/sandbox.js";

/**
 * Returns a sandbox for a test, which is removed at its end. If the test fails, its diagnostics are what the sandbox has
 * received.
 */
export async function sandboxOf(test, name) {
  const own = await sandbox(name);
  test.after(async () => {
    try {
      for (const line of await reportOfFailed(test, own)) test.diagnostic(line);
      await own.remove();
    } catch (error) {
      // The test's own error is the one to see.
      test.diagnostic(error.message);
    }
  });
  return own;
}

/** Returns the lines of the report; none if the test has passed. */
async function reportOfFailed({ passed }, sandbox) {
  if (passed) return [];
  const { text, hasRefusals } = await receivedReport(sandbox);
  // Node 18 does not say whether a test has failed: there, a failed verification or a refused request counts.
  const isUnknown = passed === undefined;
  const isSuspect = Sandbox.hasFailed(sandbox) || hasRefusals;
  return isUnknown && !isSuspect ? [] : text.split("\n");
}
