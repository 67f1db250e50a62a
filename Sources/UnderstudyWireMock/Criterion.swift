import HTTPTypes
import UnderstudyJSON

/// The result of comparing a value with a pattern.
enum MatchResult: Sendable {
  case matches
  case differs
  /// The comparison took too much work and was stopped, so the result is unknown. It does not count as a match.
  case gaveUp

  init(_ matches: Bool) { self = matches ? .matches : .differs }

  var isMatch: Bool { self == .matches }
}

/// A matcher of a request pattern, for one part of a request.
struct Criterion: Sendable {
  /// The place of the matcher in the pattern.
  let path: Path
  let part: Part
  let matcher: Matcher

  enum Part: Sendable { case method, target, path, header(HTTPField.Name), query(String), body }

  enum Matcher: Sendable {
    case text(TextPattern)
    case json(EqualToJSON)
    case jsonPath(JSONPathPattern)

    /// The matcher's name in a pattern.
    var name: String {
      switch self {
      case .text(let pattern): pattern.nameAndOperand.name
      case .json: "equalToJson"
      case .jsonPath: "matchesJsonPath"
      }
    }
  }

  func result(for request: SentRequest) -> MatchResult {
    let budget = request.budget
    guard !budget.isExhausted else { return .gaveUp }
    switch matcher {
    case .text(let pattern): return pattern.result(for: part.values(of: request), budget)
    case .json(let pattern): return request.content.json.map { pattern.result(for: $0, budget) } ?? .differs
    case .jsonPath(let pattern):
      // A definite path visits one value at each step.
      budget.spend(pattern.path.isDefinite ? 10 : request.body.count)
      switch request.content {
      case .json(let body): return pattern.result(for: body, budget)
      // A body that is not JSON has no value at any path. As in WireMock, a missing body never matches.
      case .other: if case .text(.absent) = pattern.matcher { return .matches } else { return .differs }
      case .empty: return .differs
      }
    }
  }

  /// Returns the distance between the request and the pattern: from 0, it matches, to 1, nothing is equal.
  func distance(to request: SentRequest) -> Double {
    let budget = request.budget
    if result(for: request).isMatch { return 0 }
    // The texts of methods have no distances between them.
    if case .method = part { return 1 }
    if budget.isExhausted { return 1 }
    return switch matcher {
    case .text(let pattern): pattern.distance(to: part.values(of: request), budget)
    case .json(let pattern): request.content.json.map { pattern.distance(to: $0, budget) } ?? 1
    case .jsonPath(let pattern): request.content.json.map { pattern.distance(to: $0, budget) } ?? 1
    }
  }
}

extension Criterion.Part {
  /// Returns all values of the part; none if it is missing.
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

  /// The place of the part in a request as the journal shows it.
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

/// A pattern for the `metadata` of a mapping, with the matchers for bodies.
package struct MetadataPattern: Sendable {
  private let matcher: Criterion.Matcher

  /// - Throws: all errors in it.
  package init(reading json: JSON) throws(DocumentErrors) {
    let matcher = try DocumentReader.read(json, "a metadata pattern") { $0.bodyMatcher() }
    guard let matcher else { throw DocumentErrors([.init(pointer: "", detail: "a matcher is missing")]) }
    self.matcher = matcher
  }

  /// Missing metadata is compared as a missing body.
  package func matches(_ mapping: StubMapping, within budget: Budget) -> Bool {
    let metadata = mapping.json.members?["metadata"]?.bytes ?? []
    let sent = SentRequest(method: "", target: "", body: metadata, within: budget)
    return Criterion(path: .root, part: .body, matcher: matcher).result(for: sent).isMatch
  }
}
