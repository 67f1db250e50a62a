import UnderstudyJSON
import UnderstudyVendors
import UnderstudyWireMock

/// The fields that the effect of a verification can name.
struct EffectFieldNames {
  private let collections: [Resource]
  /// The collections that the effect is about: all if it names none, or an unknown one.
  private let chosen: [Resource]

  init(of collection: String?, among collections: [Resource]) {
    self.collections = collections
    let named = collections.filter { $0.id == collection }
    chosen = named.isEmpty ? collections : named
  }

  /// Reports an unknown collection.
  func check(_ collection: String?, in effect: DocumentReader) {
    let known = collections.map(\.id)
    guard let collection, !known.contains(collection) else { return }
    let hint = Suggestion.question(
      for: collection, among: known, in: .doubleQuotes, otherwise: "known: \(known.joined(separator: ", "))")
    effect.addError("there is no collection \"\(collection.truncated(to: 60))\"; \(hint)", at: "collection")
  }

  /// Reports a pointer at which no record has a value.
  func check(_ pointer: Pointer, in changed: DocumentReader) {
    let unknown = chosen.compactMap { $0.record.unknownMember(at: pointer) }
    guard unknown.count == chosen.count, let first = unknown.first else { return }
    let known = unknown.flatMap(\.known)
    let place = chosen.count == 1 ? "`\(chosen[0].id)`" : "any collection"
    let hint = Suggestion.question(
      for: first.name, among: known,
      otherwise: known.isEmpty
        ? "the value above it has no members"
        : chosen.count == 1
          ? "known: \(known.joined(separator: ", "))" : "name a `collection` for a list of its fields")
    changed.addError("`\(first.name.truncated(to: 60))` is not a field of \(place); \(hint)", at: pointer.text)
  }
}
