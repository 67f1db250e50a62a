import UnderstudyJSON

extension OperationDocument {
  /// The statuses that a request can be refused with, in this order. 405 is not among them: it answers other methods.
  private static let errors = [400, 401, 403, 404, 413, 429, 500]

  var responses: JSON {
    let success = operation.success
    var accepted: Members = [
      "description": .string(success.description), "headers": Annotation.headers(of: .accepted),
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

  /// - Parameter rules: The ids of those that answer with the status.
  private func response(_ status: Int, _ rules: [String]) -> JSON {
    let answer = surface.error(
      status: status, agentID: "unknown", pause: Self.pause, bodyLimit: Self.bodyLimit, "0123456789")
    let reason = surface.reason(status: status, agentID: "unknown", pause: Self.pause, bodyLimit: Self.bodyLimit)
    let message = Refusal(rule: "", reason: reason).message
    var headers = Annotation.headers(of: .refused).members ?? [:]
    for header in answer.headers {
      headers[header.name] = ["schema": ["type": "string"], "example": .string(header.value)]
    }
    return [
      "description": .string(rules.isEmpty ? "\(message). Only a fault that a test asks for answers so" : message),
      "headers": .object(headers),
      "content": ["application/json": ["schema": .schema(like: answer.body), "example": answer.body]],
      "x-understudy-rules": .array(rules.map(JSON.string)),
    ]
  }

  /// The default, for examples.
  private static let bodyLimit = 1_048_576
  private static let pause = Refusal.Pause(seconds: 30, end: "2026-04-17T12:00:30Z")

  /// The ids of the rules that are on, by the status of their refusal; those that cannot be switched last.
  private var refusals: [Int: [String]] {
    let guards = operation.guards.filter(isOn)
    let ordered = guards.filter { $0.rule.activation != .always } + guards.filter { $0.rule.activation == .always }
    return Dictionary(grouping: ordered) { demand in
      surface.error(Refusal(rule: demand.rule.id, reason: demand.refusal.reason()), "").status
    }.mapValues { $0.map(\.rule.id) }
  }
}

extension JSON {
  /// The schema of values that have the same members of the same types. What a client can tell answers apart by, a
  /// Boolean, is the same too.
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
