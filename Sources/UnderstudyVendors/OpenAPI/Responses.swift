import FoundationEssentials
import UnderstudyJSON

extension OperationDocument {
  /// The headers that Understudy adds to responses. None is required, because `--no-annotations` turns them off.
  private static let annotations: KeyValuePairs = [
    "X-Understudy-Request-Id": "The request's id in the journal and in the log",
    "X-Understudy-Sandbox": "The sandbox, unless it is the default one",
    ruleHeader: "The id of the rule that refused the request",
    "X-Understudy-Warnings": "What the sender probably did not intend, such as members without effect",
    profileHeader: "The profile of rules under which the request would not be refused by this rule",
    "X-Understudy-Assumptions": "The assumed rules that shaped the response; with `--annotate assumptions`",
    "Matched-Stub-Id": "The id of the mapping that applied, if any",
  ]
  private static let profileHeader = "X-Understudy-Profile"
  private static let ruleHeader = "X-Understudy-Rule"

  /// The component `headers` of a document.
  static var headers: Members {
    annotations.reduce(into: [:]) { headers, annotation in
      headers[annotation.key] = ["description": .string(annotation.value), "schema": ["type": "string"]]
    }
  }

  /// References to the headers of a refusal.
  private static var references: Members {
    headers.reduce(into: [:]) { $0[$1.name] = ["$ref": .string("#/components/headers/\($1.name)")] }
  }

  /// The statuses of refusals, in this order. 405 is not among them: it answers other methods.
  private static let errors = [400, 401, 402, 403, 404, 409, 413, 429, 500]

  var responses: Members {
    let success = operation.success(with: switches)
    var headers = Self.references
    headers[Self.ruleHeader] = nil
    headers[Self.profileHeader] = nil
    var accepted: Members = ["description": .string(success.description), "headers": .object(headers)]
    if success.hasBody {
      let schema = operation.answerSchema(of: surface.resource.record, success.answer)
      accepted["content"] = ["application/json": ["schema": .object(schema)]]
    }
    var responses: Members = [String(success.status): .object(accepted)]
    let refusals = refusals
    // Few operations have a quota or a conflict; a mapping can still ask for these statuses.
    for status in Self.errors where refusals[status] != nil || (status != 402 && status != 409) {
      responses[String(status)] = response(status, refusals[status] ?? [])
    }
    return responses
  }

  /// - Parameter rules: The ids of the rules that refuse with the status.
  private func response(_ status: Int, _ rules: [String]) -> JSON {
    let refusal = surface.refusal(status: status, of: operation, Self.details, switches)
    let answer = surface.error(refusal, "0123456789", switches)
    var headers = Self.references
    for header in answer.headers {
      headers[header.name] = ["schema": ["type": "string"], "example": .string(header.value)]
    }
    let remark = rules.isEmpty ? ". Only a mapping with this status returns it" : ""
    return [
      "description": .string(refusal.message + remark), "headers": .object(headers),
      "content": ["application/json": ["schema": .schema(like: answer.body), "example": answer.body]],
      "x-understudy-rules": .array(rules.map(JSON.string)),
    ]
  }

  /// Details for examples, with the default limit of the body.
  private static let details = RefusalDetails(
    agentID: "unknown",
    retryAfter: Refusal.RetryAfter(
      seconds: 30, end: Timestamp(Date(timeIntervalSince1970: 1_776_427_230)), limit: 60),
    bodyLimit: 1_048_576, methods: [])

  /// The ids of the rules that are on, by the status of their refusal. Rules that cannot be switched come last.
  private var refusals: [Int: [String]] {
    let guards = operation.guards.filter(isOn)
    let ordered = guards.filter { $0.rule.activation != .always } + guards.filter { $0.rule.activation == .always }
    return Dictionary(grouping: ordered) { listed in
      surface.error(Refusal(rule: listed.rule.id, reason: listed.refusal.reason()), "", switches).status
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
      .object(
        .objectSchema(
          members.reduce(into: [:]) { $0[$1.name] = schema(like: $1.value) }, required: members.map(\.name)))
    }
  }
}
