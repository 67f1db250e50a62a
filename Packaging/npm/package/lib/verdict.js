import { shortened, textOf } from "./text.js";

const bounds = { exactly: "exactly", atLeast: "at least", atMost: "at most" };

/** Returns the answer to a verification as `Sandbox.verify` does. */
export function verdictOf(raw) {
  return { outcome: raw.verdict, count: raw.count, requests: raw.requests, raw };
}

/** Returns the message of a verification that did not pass. */
export function verdictText(sandbox, query, { verdict, count, expected, nearest = [], note, reason, waiting }) {
  const [[bound, number]] = Object.entries(expected);
  const matching = `${bounds[bound]} ${number} matching ${number === 1 ? "request" : "requests"}`;
  const title = verdict === "fail"
    ? `expected ${matching} in sandbox ${sandbox}, but counted ${count}`
    : `indeterminate whether sandbox ${sandbox} has received ${matching}: ${reason}`;
  return textOf([
    title,
    `  query: ${JSON.stringify(query)}`,
    ...(waiting ? [`  ${waiting} that may match wait for their response: \`timeoutMilliseconds\` waits for them`] : []),
    ...(note ? [`  ${note}`] : []),
    ...nearest.flatMap(({ method, url, status, mismatches }) => [
      `  nearest: ${method} ${shortened(url)}: ${status ?? "no response"}`,
      ...mismatches.map(mismatchLine),
    ]),
  ]);
}

function mismatchLine({ pointer, place, expected, actual, remark }) {
  const was = actual === undefined ? "" : `, but was ${shortened(JSON.stringify(actual))}`;
  const wanted = expected === undefined ? "" : `: expected ${shortened(JSON.stringify(expected))}${was}`;
  return `    ${place ?? pointer}${wanted}${remark ? ` (${remark})` : ""}`;
}
