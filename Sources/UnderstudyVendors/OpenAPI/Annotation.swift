import UnderstudyJSON

/// One of the server's own headers on answers. None is required: `--no-annotations` leaves them out.
enum Annotation: String, CaseIterable {
  case requestID = "X-Understudy-Request-Id"
  case sandbox = "X-Understudy-Sandbox"
  case rule = "X-Understudy-Rule"
  case warnings = "X-Understudy-Warnings"
  case stub = "Matched-Stub-Id"

  enum Outcome { case accepted, refused }

  private var summary: String {
    switch self {
    case .requestID: "The request's id in the journal and in the log"
    case .sandbox: "The sandbox, unless it is the default one"
    case .rule: "The rule that refused"
    case .warnings: "Members that had no effect: misspelled, unknown, or fixed at creation"
    case .stub: "The mapping that answered, where one did"
    }
  }

  static var components: JSON {
    .object(
      allCases.reduce(into: Members()) { headers, annotation in
        headers[annotation.rawValue] = ["description": .string(annotation.summary), "schema": ["type": "string"]]
      })
  }

  static func headers(of outcome: Outcome) -> JSON {
    .object(
      allCases.filter { outcome == .refused || $0 != .rule }.reduce(into: Members()) { headers, annotation in
        headers[annotation.rawValue] = ["$ref": .string("#/components/headers/\(annotation.rawValue)")]
      })
  }
}
