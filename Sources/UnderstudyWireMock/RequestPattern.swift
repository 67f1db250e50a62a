import UnderstudyJSON

/// WireMock's request pattern.
package struct RequestPattern: Sendable {
  /// The pattern as the client sent it.
  package let json: JSON
  let criteria: [Criterion]

  /// A pattern that matches every request.
  package static let any = RequestPattern(json: [:], criteria: [])

  /// Whether a request matches all criteria.
  package func matches(_ request: SentRequest) -> Bool {
    criteria.allSatisfy { $0.result(for: request).isMatch }
  }

  /// Returns all differences between a request and the pattern; none if it matches.
  package func mismatches(_ request: SentRequest) -> [Mismatch] {
    criteria.flatMap { $0.mismatches(in: request) }
  }

  /// Returns the distance between a request and the pattern; 0 if it matches.
  ///
  /// Calculated as in WireMock 2.35: the weighted mean over the parts of a request. The URL weighs 10, the method 3, the
  /// headers, the query parameters and the body patterns 1 each, and the parts without patterns here 25.
  package func distance(_ request: SentRequest) -> Double {
    let total = Weight.allCases.reduce(0.0) { total, weight in
      let distances = criteria.filter { $0.part.weight == weight }.map { $0.distance(to: request) }
      return distances.isEmpty ? total : total + weight.share * distances.reduce(0, +) / Double(distances.count)
    }
    return total / 41
  }
}

/// The weights of the parts of a request.
private enum Weight: CaseIterable {
  case url, method, headers, query, body

  var share: Double {
    switch self {
    case .url: 10
    case .method: 3
    case .headers, .query, .body: 1
    }
  }
}

extension Criterion.Part {
  fileprivate var weight: Weight {
    switch self {
    case .target, .path: .url
    case .method: .method
    case .header: .headers
    case .query: .query
    case .body: .body
    }
  }
}
