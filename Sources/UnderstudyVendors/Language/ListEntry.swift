import UnderstudyJSON

/// How a vendor stores the elements of a list that clients send as plain values: `["en"]` as
/// `[{"id":"lang_1","language":"en"}]`.
package struct ListEntry: Sendable {
  /// The member that holds the element.
  private let member: String
  /// What ids begin with; a number follows.
  private let prefix: String
  /// An entry as it is stored.
  let record: Object
  private static let identity = "id"

  package init(_ member: String, idPrefix prefix: String, _ source: Source) {
    self.member = member
    self.prefix = prefix
    record = Object(source) {
      Field(Self.identity, .string, "Such as \(prefix)1").serverOnly.requiredInSeed
      Field(member, .string).serverOnly.requiredInSeed
    }
  }

  /// Returns the entries of a list. An element that is stored already keeps its id; others are numbered on from the
  /// highest one.
  func entries(for elements: [JSON], keeping stored: JSON?) -> JSON {
    let stored = stored?.array?.compactMap(\.members) ?? []
    // Of one element's entries the last is first in line to be popped, so the order of ids is kept by reversing.
    var kept: [String: [Members]] = [:]
    for entry in stored.reversed() { kept[key(of: entry[member] ?? .null), default: []].append(entry) }
    var last = stored.compactMap(number).max() ?? 0
    return .array(
      elements.map { element in
        if let entry = kept[key(of: element)]?.popLast() { return .object(entry) }
        last += 1
        return [Self.identity: .string("\(prefix)\(last)"), member: element]
      })
  }

  /// The text by which elements are told apart: their JSON.
  private func key(of element: JSON) -> String { element.description }

  private func number(of entry: Members) -> Int? {
    guard let id = entry[Self.identity]?.string, id.hasPrefix(prefix) else { return nil }
    // Larger numbers are clients' own ids, and not to be counted on from.
    return Int(id.dropFirst(prefix.count)).flatMap { 0..<(1 << 53) ~= $0 ? $0 : nil }
  }
}
