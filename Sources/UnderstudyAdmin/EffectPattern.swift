import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors
import UnderstudyWireMock

/// A pattern for the effect of an accepted request.
struct EffectPattern: Sendable {
  let kind: AgentChange.Kind
  let collection: String?
  let id: String?
  /// The expected new values, which must differ from the values before.
  let changed: [(pointer: Pointer, value: JSON)]
  /// Whether nothing else may have changed, except the time of the update.
  let only: Bool
  private static let maximumChanges = 100

  /// - Parameter collections: The known collections of agents.
  init(_ fields: DocumentReader, _ collections: [Resource]) {
    (collection, id, only) = (fields.string("collection"), fields.string("id"), fields.flag("only"))
    kind = fields.choice("kind") ?? .updated
    if kind != .updated, fields.has("only") { fields.addError("`only` is for updates", at: "only") }
    if kind == .deleted, fields.has("changed") {
      fields.addError("`changed` is for created and updated agents", at: "changed")
    }
    let fieldNames = EffectFieldNames(of: collection, among: collections)
    fieldNames.check(collection, in: fields)
    guard fields.value("changed")?.members?.count ?? 0 <= Self.maximumChanges else {
      fields.addError("`changed` can have at most \(Self.maximumChanges) members", at: "changed")
      changed = []
      return
    }
    changed = fields.each("changed") { text, places -> (pointer: Pointer, value: JSON)? in
      guard let pointer = Pointer(text) else {
        places.addError("\"\(text.prefix(100))\" must be a JSON Pointer, such as /temperature", at: text)
        return nil
      }
      fieldNames.check(pointer, in: places)
      return (pointer, places.given(text) ?? .null)
    }
  }

  /// Returns all differences between the effect of a request and the pattern; none if it matches. Places are in the
  /// updated agent or in the response.
  func mismatches(_ entry: JournalEntry) -> [Mismatch] {
    guard let surface = entry.surface, let (before, after) = entry.change else { return [noEffect(of: entry)] }
    let resource = surface.resource
    var mismatches: [Mismatch] = []
    if let actual = entry.changeKind, actual != kind {
      mismatches.append(mismatch("kind", expected: kind.rawValue, actual: actual.rawValue))
    }
    if let collection, collection != resource.id {
      mismatches.append(mismatch("collection", expected: collection, actual: resource.id))
    }
    if let id, resource.canonicalID(id) != entry.agentID {
      mismatches.append(mismatch("id", expected: id, actual: entry.agentID ?? ""))
    }
    mismatches += changed.compactMap { mismatch($0.pointer, $0.value, before, after) }
    return only ? mismatches + otherChanges(before, after, except: resource.updatedAt) : mismatches
  }

  /// Returns the distance from 0 for a match to 1 for no effect.
  func distance(_ entry: JournalEntry) -> Double {
    guard entry.change != nil else { return 1 }
    let count = mismatches(entry).count
    return Double(count) / Double(count + 1 + changed.count)
  }

  private func noEffect(of entry: JournalEntry) -> Mismatch {
    let remark =
      entry.isWaiting
      ? "the request waits for its response" : entry.rule.map { "rule \($0)" } ?? "no agent was \(kind.rawValue)"
    return Mismatch(
      pointer: "/effect", place: "/response/status", expected: 200,
      actual: entry.response.map { .number(Number($0.status)) }, remark: remark)
  }

  private func mismatch(_ name: String, expected: String, actual: String) -> Mismatch {
    Mismatch(pointer: "/effect/\(name)", place: "/agent", expected: .string(expected), actual: .string(actual))
  }

  private func mismatch(_ pointer: Pointer, _ expected: JSON, _ before: JSON, _ after: JSON) -> Mismatch? {
    let isAsExpected = after[pointer] ?? .null == expected
    if isAsExpected, before[pointer] != after[pointer] { return nil }
    return Mismatch(
      pointer: Path.root.member("effect").member("changed").member(pointer.text).pointer,
      place: "/agent" + pointer.text, expected: expected, actual: after[pointer],
      remark: isAsExpected ? "it had this value before, so nothing changed" : nil)
  }

  private func otherChanges(_ before: JSON, _ after: JSON, except stamp: String) -> [Mismatch] {
    let expected = changed.map(\.pointer) + [Pointer("/\(stamp)")].compactMap(\.self)
    return JSON.patch(from: before, to: after).compactMap { Pointer($0.path.pointer) }
      .filter { place in !expected.contains { $0.covers(place) } }
      .map { place in
        Mismatch(
          pointer: "/effect/only", place: "/agent" + place.text, expected: before[place], actual: after[place],
          remark: "this changed too")
      }
  }
}
