import UnderstudyJSON

extension OperationDocument {
  /// The statuses of refusals, in this order. 405 is not among them: it answers other methods.
  private static let errors = [400, 401, 403, 404, 413, 429, 500]

  var responses: JSON {
    let success = operation.success
    var accepted: Members = [
      "description": .string(success.description), "headers": AnnotationHeader.headers(of: .accepted),
    ]
    if success.hasBody {
      accepted["content"] = [
        "application/json": ["schema": .object(success.schema(of: surface.resource.record, operation))]
      ]
    }
    var responses: Members = [String(success.status): .object(accepted)]
    let refusals = refusals
    for status in Self.errors { responses[String(status)] = response(status, refusals[status] ?? []) }
    return .object(responses)
  }

  /// - Parameter rules: The ids of the rules that refuse with the status.
  private func response(_ status: Int, _ rules: [String]) -> JSON {
    let answer = surface.error(
      status: status, agentID: "unknown", retryAfter: Self.retryAfter, bodyLimit: Self.bodyLimit, "0123456789")
    let reason = surface.reason(
      status: status, agentID: "unknown", retryAfter: Self.retryAfter, bodyLimit: Self.bodyLimit)
    let message = Refusal(rule: "", reason: reason).message
    var headers = AnnotationHeader.headers(of: .refused).members ?? [:]
    for header in answer.headers {
      headers[header.name] = ["schema": ["type": "string"], "example": .string(header.value)]
    }
    return [
      "description": .string(rules.isEmpty ? "\(message). Only a mapping with this status returns it" : message),
      "headers": .object(headers),
      "content": ["application/json": ["schema": .schema(like: answer.body), "example": answer.body]],
      "x-understudy-rules": .array(rules.map(JSON.string)),
    ]
  }

  /// The default limit, for examples.
  private static let bodyLimit = 1_048_576
  private static let retryAfter = Refusal.RetryAfter(seconds: 30, end: "2026-04-17T12:00:30Z")

  /// The ids of the rules that are on, by the status of their refusal. Rules that cannot be switched come last.
  private var refusals: [Int: [String]] {
    let guards = operation.guards.filter(isOn)
    let ordered = guards.filter { $0.rule.activation != .always } + guards.filter { $0.rule.activation == .always }
    return Dictionary(grouping: ordered) { listed in
      surface.error(Refusal(rule: listed.rule.id, reason: listed.refusal.reason()), "").status
    }.mapValues { $0.map(\.rule.id) }
  }
}

extension JSON {
  /// Returns the schema of values with the same members and types. A Boolean must be equal, because clients tell
  /// success and error apart by it.
  static func schema(like example: JSON) -> JSON {
    switch example {
    case .null: ["type": "null"]
    case .bool: ["const": example]
    case .number: ["type": "number"]
    case .string: ["type": "string"]
    case .array: ["type": "array"]
    case .object(let members):
      [
        "type": "object", "required": .array(members.map { .string($0.name) }),
        "properties": .object(members.reduce(into: Members()) { $0[$1.name] = schema(like: $1.value) }),
        "additionalProperties": false,
      ]
    }
  }
}
