import UnderstudyHTTP

/// The mappings of a sandbox in the order of their priority, indexed by path: most name one, so that a request is
/// compared with few of thousands.
package final class StubIndex: Sendable {
  package let mappings: [StubMapping]
  /// The positions of mappings that name a path, and of the others, in ascending order.
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

  /// Returns the first mapping that matches a request and is not skipped.
  /// - Parameters:
  ///   - request: evaluated only if a mapping must be compared with it.
  ///   - isSkipped: called for each mapping that matches, in their order.
  package func first(
    at target: String, matching request: @autoclosure () -> SentRequest, unless isSkipped: (StubMapping) -> Bool
  ) -> StubMapping? {
    let candidates = byPath[String(target.splitAtQuery.path)] ?? []
    if candidates.isEmpty, others.isEmpty { return nil }
    let request = request()
    var (named, unnamed) = (candidates[...], others[...])
    while let position = Self.next(&named, &unnamed) {
      let mapping = mappings[position]
      if mapping.request.matches(request), !isSkipped(mapping) { return mapping }
    }
    return nil
  }

  /// Removes the smaller of the first elements of two ascending lists.
  private static func next(_ left: inout ArraySlice<Int>, _ right: inout ArraySlice<Int>) -> Int? {
    guard let first = left.first else { return right.popFirst() }
    guard let second = right.first, second < first else { return left.popFirst() }
    return right.popFirst()
  }
}

extension RequestPattern {
  /// The only path that can match; nil if there are several.
  fileprivate var path: String? {
    for criterion in criteria {
      switch (criterion.part, criterion.matcher) {
      case (.path, .text(.equalTo(let text))): return text
      case (.target, .text(.equalTo(let text))): return String(text.splitAtQuery.path)
      default: continue
      }
    }
    return nil
  }
}
