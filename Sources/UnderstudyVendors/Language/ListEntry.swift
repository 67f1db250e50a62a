import UnderstudyJSON

/// How a vendor stores the elements of a list that clients send as plain values: `["en"]` as
/// `[{"id":"lang_1","language":"en"}]`.
package struct ListEntry: Sendable {
  /// The member that holds the element.
  let member: String
  /// The prefix of ids, which a number follows.
  private let prefix: String
  /// The record of an entry.
  package let record: Object
  private static let identity = "id"

  package init(_ member: String, idPrefix prefix: String, _ source: Source) {
    self.member = member
    self.prefix = prefix
    record = Object(source) {
      Field(Self.identity, .string, "Such as \(prefix)1").serverOnly.requiredInSeed
      Field(member, .string).serverOnly.requiredInSeed
    }
  }

  /// Returns the entries of a list. A stored element keeps its id; others get numbers after the highest one.
  func entries(for elements: [JSON], keeping stored: JSON?) -> JSON {
    let stored = stored?.array?.compactMap(\.members) ?? []
    // By the JSON texts of elements. Reversed, because `popLast` takes the entries of one element from the end.
    var kept = Dictionary(grouping: stored.reversed()) { ($0[member] ?? .null).description }
    var last = stored.compactMap(number).max() ?? 0
    return .array(
      elements.map { element in
        if let entry = kept[element.description]?.popLast() { return .object(entry) }
        last += 1
        return [Self.identity: .string("\(prefix)\(last)"), member: element]
      })
  }

  private func number(of entry: Members) -> Int? {
    guard let id = entry[Self.identity]?.string, id.hasPrefix(prefix) else { return nil }
    // Larger numbers are ids that clients chose, and numbering does not continue from them.
    return Int(id.dropFirst(prefix.count)).flatMap { 0..<(1 << 53) ~= $0 ? $0 : nil }
  }
}
