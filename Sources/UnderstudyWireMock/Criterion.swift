import HTTPTypes
import UnderstudyJSON

/// One thing that a pattern asks of one part of a request.
struct Criterion: Sendable {
  /// Where its matcher stands in the pattern.
  let path: Path
  let part: Part
  let matcher: Matcher

  enum Part: Sendable {
    case method
    case target
    case path
    case header(HTTPField.Name)
    case query(String)
    case body
  }

  enum Matcher: Sendable {
    case text(TextPattern)
    case json(EqualToJSON)
    case jsonPath(JSONPathPattern)

    /// As it is called in a pattern.
    var name: String {
      switch self {
      case .text(let pattern): pattern.written.name
      case .json: "equalToJson"
      case .jsonPath: "matchesJsonPath"
      }
    }
  }

  func verdict(on request: SentRequest) -> Verdict {
    let budget = request.budget
    guard !budget.isSpent else { return .gaveUp }
    // The body is read only where a matcher looks at it.
    switch matcher {
    case .text(let pattern): return pattern.verdict(on: part.values(of: request), budget)
    case .json(let pattern): return request.content.json.map { pattern.verdict(on: $0, budget) } ?? .fails
    case .jsonPath(let pattern):
      // A path that leads to one value looks at nothing else.
      budget.take(pattern.path.isDefinite ? 10 : request.body.count)
      switch request.content {
      case .json(let body): return pattern.verdict(on: body, budget)
      // What is not JSON has nothing at any path; but, as in WireMock, a body must be there.
      case .other: return Verdict(pattern.asksForAbsence)
      case .empty: return .fails
      }
    }
  }

  /// From 0, it matches, to 1, it has nothing in common.
  func distance(on request: SentRequest) -> Double {
    let budget = request.budget
    if verdict(on: request).isMatch { return 0 }
    // `PUT` is no nearer to `POST` than to `GET`.
    if case .method = part { return 1 }
    if budget.isSpent { return 1 }
    return switch matcher {
    case .text(let pattern): pattern.distance(on: part.values(of: request), budget)
    case .json(let pattern): request.content.json.map { pattern.distance(to: $0, budget) } ?? 1
    case .jsonPath(let pattern): request.content.json.map { pattern.distance(on: $0, budget) } ?? 1
    }
  }
}

extension JSONPathPattern {
  fileprivate var asksForAbsence: Bool {
    if case .text(.absent) = condition { true } else { false }
  }
}

extension Criterion.Part {
  /// All values of the part; none if it is not there.
  func values(of request: SentRequest) -> [String] {
    switch self {
    case .method: [request.method]
    case .target: [request.target]
    case .path: [request.path]
    case .header(let name): request.fields[values: name]
    case .query(let name): request.query.filter { $0.name.hasSameScalars(as: name) }.map(\.value)
    case .body: request.text.map { [$0] } ?? []
    }
  }

  /// Where it stands in a request as the journal shows it.
  var place: Path {
    switch self {
    case .method: Path(.member("method"))
    case .target, .path: Path(.member("url"))
    case .header(let name): Path(.member("headers"), .member(name.rawName))
    case .query(let name): Path(.member("queryParams"), .member(name))
    case .body: Path(.member("body"))
    }
  }
}
