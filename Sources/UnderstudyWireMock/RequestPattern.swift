import UnderstudyJSON

/// Which requests a mapping answers, or a question is about: WireMock's request pattern.
package struct RequestPattern: Sendable {
  /// The pattern as it was given.
  package let json: JSON
  let criteria: [Criterion]

  /// Matches every request.
  package static let any = RequestPattern(json: [:], criteria: [])

  /// Whether a request has all that is asked for.
  package func matches(_ request: SentRequest) -> Bool {
    criteria.allSatisfy { $0.verdict(on: request).isMatch }
  }

  /// Everything in which a request differs; empty if it matches.
  package func mismatches(_ request: SentRequest) -> [Mismatch] {
    criteria.flatMap { $0.mismatches(in: request) }
  }

  /// How far a request is from matching: 0 if it matches.
  ///
  /// The number is WireMock's 2.35: the mean of all parts of a request, of which the URL counts 10, the method 3,
  /// all headers, all query parameters and all body patterns 1 each, and what this server has no patterns for 25.
  package func distance(_ request: SentRequest) -> Double {
    let total = Weight.allCases.reduce(0.0) { total, weight in
      let distances = criteria.filter { $0.part.weight == weight }.map { $0.distance(on: request) }
      return distances.isEmpty ? total : total + weight.share * distances.reduce(0, +) / Double(distances.count)
    }
    return total / 41
  }
}

/// The parts of a request whose distances are weighed.
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
