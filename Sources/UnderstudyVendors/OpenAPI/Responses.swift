import UnderstudyJSON

extension Operation {
  /// The statuses that a request can be answered with, in this order. 405 is not among them: it answers other methods.
  private static let errors = [400, 401, 403, 404, 413, 429, 500]

  var responses: JSON {
    var responses: Members = [
      "200": [
        "description": .string(success),
        "headers": Annotation.headers(of: .accepted),
        "content": ["application/json": ["schema": surface.answerSchema(of: route.operation)]],
      ]
    ]
    let refusals = refusals
    for status in Self.errors { responses[String(status)] = response(status, refusals[status] ?? []) }
    return .object(responses)
  }

  private var success: String {
    switch route.operation {
    case .update: "The update was accepted and saved"
    case .show: "The agent"
    case .list: "The agents that the sender may see"
    }
  }

  /// - Parameter rules: the ids of those that answer with the status.
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

  /// The ids of the rules that are on, by the status of their refusal.
  private var refusals: [Int: [String]] {
    let special = specialReasons
    let onlyBad =
      surface.rules(of: route.operation).filter { isOn($0.id, byDefault: $0.isOnByDefault) }.map(\.id)
      + surface.checks(of: route.operation).map(surface.id)
    return Dictionary(grouping: onlyBad) { id in
      surface.error(Refusal(rule: id, reason: special[id] ?? .invalid), "").status
    }
  }

  /// Why the rules refuse whose reason is not that the request is invalid.
  private var specialReasons: [String: Refusal.Reason] {
    let credential = surface.credential
    var reasons: [String: Refusal.Reason] = [
      surface.credentialRequiredRule: credential.required.refusal,
      surface.credentialKnownRule: credential.known.refusal,
      surface.id(of: .bodySize): .payloadTooLarge(limit: 0), surface.id(of: .agentExists): .notFound(agentID: ""),
      surface.id(of: .saved): .saveFailed, surface.id(of: .read): .readFailed,
    ]
    if let confirmation = credential.confirmation {
      reasons[surface.requiredRule(of: confirmation)] = confirmation.required.refusal
      reasons[surface.knownRule(of: confirmation)] = confirmation.known.refusal
    }
    for access in surface.access + surface.reads.access {
      switch access.effect {
      case .forbidden: reasons[surface.id(of: access)] = .forbidden
      case .hidden: reasons[surface.id(of: access)] = .notFound(agentID: "")
      }
    }
    for permission in surface.permissions { reasons[surface.id(of: permission)] = .forbidden }
    return reasons
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
