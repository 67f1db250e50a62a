/// A JSON Pointer (RFC 6901).
package struct Pointer: Sendable, Hashable {
  package let text: String
  fileprivate let steps: [String]

  /// - Parameter text: such as `/languages/0/code`, or empty for the whole document. Nil if it is not a pointer.
  package init?(_ text: String) {
    guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
    self.text = text
    steps = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }

  /// Whether the other pointer is equal to this one or below it.
  package func covers(_ other: Pointer) -> Bool { other.steps.starts(with: steps) }
}

extension JSON {
  /// The value at a pointer; nil if there is none.
  package subscript(pointer: Pointer) -> JSON? {
    var value = self
    for step in pointer.steps {
      switch value {
      case .object(let members):
        guard let member = members[step] else { return nil }
        value = member
      case .array(let elements):
        guard let index = Int(step), elements.indices.contains(index), String(index) == step else { return nil }
        value = elements[index]
      case .null, .bool, .number, .string: return nil
      }
    }
    return value
  }
}
