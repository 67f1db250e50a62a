import UnderstudyJSON

/// A name in a JSON Pointer that no stored record has.
package struct UnknownMember: Sendable {
  package let name: String
  /// The names in its place; none if values have no members there.
  package let known: [String]
}

extension Object {
  /// Returns the first name of a pointer that no stored record has; nil if a record can have a value there.
  package func unknownMember(at pointer: Pointer) -> UnknownMember? { unknownMember(at: pointer.steps[...]) }

  fileprivate func unknownMember(at steps: ArraySlice<String>) -> UnknownMember? {
    guard let name = steps.first else { return nil }
    if let field = self[Name(name)] { return field.value.stored.unknownMember(at: steps.dropFirst()) }
    return unlistedMembers == .passThrough ? nil : UnknownMember(name: name, known: fields.map(\.name))
  }
}

extension Value {
  fileprivate func unknownMember(at steps: ArraySlice<String>) -> UnknownMember? {
    guard let step = steps.first else { return nil }
    switch kind {
    case .freeForm: return nil
    case .object(let object): return object.unknownMember(at: steps)
    case .array(let element) where Int(step) != nil: return element.unknownMember(at: steps.dropFirst())
    case .array, .string, .number, .integer, .boolean: return UnknownMember(name: step, known: [])
    }
  }
}
