/// A path from the root of a document to one of its values.
package struct Path: Sendable, Hashable, CustomStringConvertible {
  package enum Step: Sendable {
    case member(String)
    case element(Int)
  }

  package var steps: [Step]

  package init(_ steps: [Step]) { self.steps = steps }

  package init(_ steps: Step...) { self.steps = steps }

  package static let root = Path()

  package func member(_ name: String) -> Path { Path(steps + [.member(name)]) }

  package func element(_ index: Int) -> Path { Path(steps + [.element(index)]) }

  /// The path as a JSON Pointer (RFC 6901): `/gap/2/days`; the root is the empty string.
  package var pointer: String {
    steps.map { step in
      switch step {
      case .member(let name): "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
      case .element(let index): "/\(index)"
      }
    }.joined()
  }

  /// The path as vendors write it in messages: `gap[2].days`.
  package var description: String { text { "[\($0)]" } }

  /// Returns the names with dots between them, and the indices of elements as this text.
  package func text(element: (Int) -> String) -> String {
    if steps.count == 1, case .member(let name)? = steps.first { return name }
    return steps.reduce(into: "") { text, step in
      switch step {
      case .member(let name): text += text.isEmpty ? name : "." + name
      case .element(let index): text += element(index)
      }
    }
  }
}

/// Names are compared by their scalars, as in ``Members``.
extension Path.Step: Hashable {
  package static func == (left: Path.Step, right: Path.Step) -> Bool {
    switch (left, right) {
    case (.member(let left), .member(let right)): left.hasSameScalars(as: right)
    case (.element(let left), .element(let right)): left == right
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .member(let name): hasher.combine(Name(name))
    case .element(let index): hasher.combine(index)
    }
  }
}

/// A JSON Pointer (RFC 6901).
package struct Pointer: Sendable, Hashable {
  package let text: String
  /// The names of members and the indices of elements.
  package let steps: [String]

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

extension Pointer {
  /// Returns the path of the pointer's value in a document; if there is none, that of the nearest value above it.
  package func path(in document: JSON) -> Path {
    var (path, value) = (Path.root, document)
    for step in steps {
      switch value {
      case .object(let members):
        guard let member = members[step] else { return path }
        (path, value) = (path.member(step), member)
      case .array(let elements):
        guard let index = Int(step), elements.indices.contains(index) else { return path }
        (path, value) = (path.element(index), elements[index])
      case .null, .bool, .number, .string: return path
      }
    }
    return path
  }
}

extension JSON {
  /// The value at a pointer; nil if there is none.
  package subscript(pointer: Pointer) -> JSON? {
    pointer.steps.reduce(.some(self)) { value, step in
      switch value {
      case .object(let members)?: return members[step]
      case .array(let elements)?:
        guard let index = Int(step), elements.indices.contains(index), String(index) == step else { return nil }
        return elements[index]
      case .null, .bool, .number, .string, nil: return nil
      }
    }
  }
}
