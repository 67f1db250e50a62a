import UnderstudyJSON

/// A header that Understudy adds to responses. None is required, because `--no-annotations` turns them off.
enum AnnotationHeader: String, CaseIterable {
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
    case .rule: "The id of the rule that refused the request"
    case .warnings: "The members that had no effect: misspelled, unknown, or set at creation"
    case .stub: "The id of the mapping that applied, if any"
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
