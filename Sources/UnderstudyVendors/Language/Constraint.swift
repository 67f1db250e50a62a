import UnderstudyJSON

/// A demand across fields, checked after every field has been.
package final class Constraint: Sendable {
  /// `<subject>.<kind>`: the rule's id without the endpoint.
  package let name: String
  /// What it demands, with a final stop.
  package let sentence: String
  /// The vendor's exact words where they are known.
  package let words: String?
  package let source: Source
  package let isOnByDefault: Bool
  package let test: Test

  package enum Test: Sendable {
    /// The request must send at least one field that an update may set.
    case anyField
    /// Only the check itself can say what it looks at.
    case update(@Sendable (Update) -> Bool)
  }

  package init(
    _ name: String, _ sentence: String, saying words: String? = nil, _ source: Source,
    isOnByDefault: Bool = true, _ test: Test
  ) {
    self.name = name
    self.sentence = sentence
    self.words = words
    self.source = source
    self.isOnByDefault = isOnByDefault
    self.test = test
  }

  package convenience init(
    _ name: String, _ sentence: String, saying words: String? = nil, _ source: Source,
    isOnByDefault: Bool = true,
    holds: @escaping @Sendable (Update) -> Bool
  ) {
    self.init(name, sentence, saying: words, source, isOnByDefault: isOnByDefault, .update(holds))
  }

  package func holds(_ update: Update) -> Bool {
    switch test {
    case .anyField: !update.request.isEmpty
    case .update(let holds): holds(update)
    }
  }

  /// The sentence as messages have it.
  package var demand: String { sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence }
}

/// One update, seen whole: what was asked, what is stored, and what would be stored.
package final class Update {
  /// The members of the request that the endpoint lists and an update may set.
  package let request: Members
  package let stored: Members
  private var result: Members?
  private let merge: () -> Members

  /// - Parameter merge: what would be stored; asked once somebody wants to know.
  package init(request: Members, stored: Members, merge: @escaping () -> Members) {
    self.request = request
    self.stored = stored
    self.merge = merge
  }

  package var merged: Members {
    if let result { return result }
    let merged = merge()
    result = merged
    return merged
  }

  /// What is stored, and may then be changed without being copied.
  package func takeMerged() -> Members {
    defer { result = nil }
    return merged
  }
}
