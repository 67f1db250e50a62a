import UnderstudyHTTP

/// Mappings in the order in which they are asked, of which a request is shown only those that its path lets match.
///
/// Most mappings name one path, so a thousand of them cost a request no more than one does.
package final class StubIndex: Sendable {
  package let mappings: [StubMapping]
  /// Where those that name a path stand, and where the others do; both ascending.
  private let byPath: [String: [Int]]
  private let others: [Int]

  package init(_ mappings: [StubMapping]) {
    self.mappings = mappings
    var (byPath, others) = ([String: [Int]](), [Int]())
    for (position, mapping) in mappings.enumerated() {
      if let path = mapping.request.path {
        byPath[path, default: []].append(position)
      } else {
        others.append(position)
      }
    }
    (self.byPath, self.others) = (byPath, others)
  }

  /// The first mapping that matches a request and is not passed over.
  /// - Parameters:
  ///   - target: of the request, which is made only where a mapping has to look at it.
  ///   - isPassed: asked of each that matches, in their order.
  package func first(
    at target: String, matching request: @autoclosure () -> SentRequest, unless isPassed: (StubMapping) -> Bool
  ) -> StubMapping? {
    let candidates = byPath[String(target.splitAtQuery.path)] ?? []
    if candidates.isEmpty, others.isEmpty { return nil }
    let request = request()
    var (named, unnamed) = (candidates[...], others[...])
    while let position = Self.next(&named, &unnamed) {
      let mapping = mappings[position]
      if mapping.request.matches(request), !isPassed(mapping) { return mapping }
    }
    return nil
  }

  /// Takes the smaller of what stands first in two ascending lists.
  private static func next(_ left: inout ArraySlice<Int>, _ right: inout ArraySlice<Int>) -> Int? {
    guard let first = left.first else { return right.popFirst() }
    guard let second = right.first, second < first else { return left.popFirst() }
    return right.popFirst()
  }
}

extension RequestPattern {
  /// The one path that a request must have to match; nil where several may do.
  fileprivate var path: String? {
    for criterion in criteria {
      guard case .text(.equalTo(let text)) = criterion.matcher else { continue }
      switch criterion.part {
      case .path: return text
      case .target: return SentRequest(method: "", target: text).path
      default: continue
      }
    }
    return nil
  }
}
