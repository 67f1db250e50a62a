/** Returns a request as `Sandbox.requests` lists it, from WireMock's form. */
export function receivedRequest(raw) {
  const { request, response, wasMatched } = raw;
  const { endpoint, agent, rule, violations, warnings, effect, mapping, waiting, patch } = request.understudy;
  return {
    id: raw.id,
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: request.body,
    status: response?.status,
    answer: response?.body,
    endpoint,
    agent,
    rule,
    violations,
    warnings,
    effect,
    patch: patch ?? [],
    matched: wasMatched,
    mapping: mapping ? mapping.name ?? mapping.id : undefined,
    waiting: waiting ?? false,
    raw,
  };
}
