import { receivedRequest } from "./received.js";
import { shortened, textOf } from "./text.js";

/** The number of requests that a report shows, the newest ones. */
const limit = 50;

/**
 * Returns what a sandbox has received.
 * @returns the text, with the rules that refused requests and the nearest mappings, and whether a shown request was refused
 *   by a rule or unmatched
 */
export async function receivedReport(sandbox) {
  const { requests, meta } = await sandbox.admin("GET", `/requests?limit=${limit}`);
  const shown = requests.map(receivedRequest).reverse();
  const nearMisses = shown.every(({ matched }) => matched) ? [] : await unmatchedNearMisses(sandbox);
  const text = textOf([
    `Understudy: sandbox ${sandbox.name} has received ${counted(meta.total)}`,
    ...shown.flatMap((request) => requestLines(request, nearMisses)),
  ]);
  return { text, hasRefusals: shown.some(({ rule, matched }) => rule || !matched) };
}

function counted(total) {
  if (total === 0) return "no request: does the client use the sandbox's `url` or `key()`?";
  const count = `${total} ${total === 1 ? "request" : "requests"}`;
  return total > limit ? `${count}, of which these are the last ${limit}` : count;
}

async function unmatchedNearMisses(sandbox) {
  return (await sandbox.admin("GET", "/requests/unmatched/near-misses")).nearMisses;
}

function requestLines(request, nearMisses) {
  const { method, url, status, waiting, violations, warnings, matched, rule, body } = request;
  const shownStatus = waiting ? "waits for its response" : status ?? "no response";
  return [
    `  ${method} ${shortened(url)}: ${shownStatus}${summary(request)}`,
    ...violations.map(({ rule, message }) => `    ${rule}: ${shortened(message)}`),
    ...(matched ? [] : unmatchedLines(request, nearMisses)),
    ...warnings.map((warning) => `    warning: ${shortened(warning)}`),
    ...((rule || !matched) && body ? [`    sent: ${shortened(body)}`] : []),
  ];
}

function summary({ rule, matched, mapping, effect, agent, patch }) {
  if (rule) return `, refused by ${rule}`;
  if (!matched) return ", unmatched";
  if (effect) {
    const members = effect === "updated" ? patch.map(({ path }) => path) : [];
    return `, ${effect} ${agent}${members.length > 0 ? ` (${shortened(members.join(", "))})` : ""}`;
  }
  return mapping ? `, by the mapping ${shortened(mapping)}` : "";
}

function unmatchedLines({ method, url, answer }, nearMisses) {
  const nearest = nearMisses.filter(({ request }) => request.method === method && request.url === url)
    .map(({ stubMapping }) => `    near miss: the mapping ${described(stubMapping)}`);
  return [...suggestions(answer), ...new Set(nearest)];
}

function described({ id, name, request }) {
  return shortened(name ?? `${id}: ${JSON.stringify(request)}`);
}

/** Returns what the server says about an unknown path. */
function suggestions(answer) {
  try {
    return JSON.parse(answer).errors.map(({ detail }) => `    ${shortened(detail)}`);
  } catch {
    return [];
  }
}
