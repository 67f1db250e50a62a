/// A path from the root of a document to one of its values.
package struct Path: Sendable, Hashable {
  package enum Step: Sendable {
    case member(String)
    case element(Int)
  }

  package var steps: [Step]

  package init(_ steps: Step...) { self.steps = steps }

  package static let root = Path()

  package func member(_ name: String) -> Path { appending(.member(name)) }

  package func element(_ index: Int) -> Path { appending(.element(index)) }

  private func appending(_ step: Step) -> Path {
    var path = self
    path.steps.append(step)
    return path
  }

  /// The path as a JSON Pointer (RFC 6901): `/gap/2/days`; the root is the empty string.
  package var pointer: String {
    steps.map { step in
      switch step {
      case .member(let name):
        "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
      case .element(let index): "/\(index)"
      }
    }.joined()
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

extension Path: CustomStringConvertible {
  /// The path as vendors write it in messages: `gap[2].days`.
  package var description: String { text { "[\($0)]" } }

  /// Returns the names with dots between them.
  /// - Parameter element: returns the text for the index of an element.
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
