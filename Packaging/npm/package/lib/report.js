import { shortened } from "./admin.js";

/** The number of requests that a report shows, the newest ones. */
const limit = 50;

/** Returns the requests that a sandbox has received, with the rules that refused them and the nearest mappings, as text. */
export async function receivedText(sandbox) {
  const { requests, meta } = await sandbox.admin("GET", `/requests?limit=${limit}`);
  const nearMisses = requests.every(({ wasMatched }) => wasMatched) ? [] : await unmatchedNearMisses(sandbox);
  const [shown, total] = [requests.reverse(), meta.total];
  const count = `${total} ${total === 1 ? "request" : "requests"}${total > limit ? `, of which these are the last ${limit}` : ""}`;
  const title = `Understudy: sandbox ${sandbox.name} has received ${total === 0 ? "no request" : count}`;
  return [title, ...shown.flatMap((event) => requestLines(event, nearMisses))].join("\n");
}

async function unmatchedNearMisses(sandbox) {
  return (await sandbox.admin("GET", "/requests/unmatched/near-misses")).nearMisses;
}

function requestLines({ request, response, wasMatched }, nearMisses) {
  const { violations, warnings, waiting } = request.understudy;
  const status = waiting ? "waits for its response" : response?.status ?? "no response";
  const refusals = violations.map(({ rule, message }) => `    ${rule}: ${message}`);
  return [
    `  ${request.method} ${request.url}: ${status}${summary(request.understudy, wasMatched)}`,
    ...refusals,
    ...(wasMatched ? [] : unmatchedLines(request, response, nearMisses)),
    ...warnings.map((warning) => `    warning: ${warning}`),
    ...(refusals.length > 0 || !wasMatched ? sentLines(request) : []),
  ];
}

function summary({ rule, mapping, effect, agent, patch = [] }, wasMatched) {
  if (rule) return `, refused by ${rule}`;
  if (mapping && !effect) return ", by a mapping";
  if (!wasMatched) return ", unmatched";
  if (!effect) return "";
  const members = effect === "updated" ? patch.map(({ path }) => path) : [];
  return `, ${effect} ${agent}${members.length > 0 ? ` (${members.join(", ")})` : ""}`;
}

function unmatchedLines({ method, url }, response, nearMisses) {
  const nearest = nearMisses.filter(({ request }) => request.method === method && request.url === url)
    .map(({ stubMapping, matchResult }) =>
      `    near miss, distance ${matchResult.distance.toFixed(2)}: ${shortened(JSON.stringify(stubMapping.request))}`);
  return [...suggestions(response), ...new Set(nearest)];
}

/** Returns what the server says about an unknown path. */
function suggestions(response) {
  try {
    return JSON.parse(response.body).errors.map(({ detail }) => `    ${detail}`);
  } catch {
    return [];
  }
}

function sentLines({ body }) {
  return body ? [`    sent: ${shortened(body)}`] : [];
}

/** Returns the message of a verification that did not pass. */
export function verificationText(sandbox, query, { verdict, count, expected, nearest = [], note, reason, waiting }) {
  const [[bound, number]] = Object.entries(expected);
  const words = { exactly: "exactly", atLeast: "at least", atMost: "at most" };
  const matching = `${words[bound]} ${number} matching ${number === 1 ? "request" : "requests"}`;
  const title = verdict === "fail"
    ? `expected ${matching} in sandbox ${sandbox}, but counted ${count}`
    : `cannot tell whether sandbox ${sandbox} has received ${matching}: ${reason}`;
  return [
    title,
    `  query: ${JSON.stringify(query)}`,
    ...(waiting ? [`  ${waiting} that match or may match wait for their response`] : []),
    ...(note ? [`  ${note}`] : []),
    ...nearest.flatMap(({ method, url, status, mismatches }) => [
      `  nearest: ${method} ${url}: ${status ?? "no response"}`, ...mismatches.map(mismatchLine),
    ]),
  ].join("\n");
}

function mismatchLine({ pointer, place, expected, actual, remark }) {
  const was = actual === undefined ? "" : `, but was ${shortened(JSON.stringify(actual))}`;
  const wanted = expected === undefined ? "" : `: expected ${shortened(JSON.stringify(expected))}${was}`;
  return `    ${place ?? pointer}${wanted}${remark ? ` (${remark})` : ""}`;
}
