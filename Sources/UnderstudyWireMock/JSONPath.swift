import UnderstudyJSON

/// A path to values of a JSON document: members (`$.a['b c']`), elements (`[0]`, `[-1]` for the last), all members or
/// elements (`*`, `[*]`) and, at most once, all descendants (`..`).
struct JSONPath: Sendable {
  enum Step: Sendable {
    case member(String)
    case element(Int)
    case all
    case descendants
  }

  let steps: [Step]

  /// Whether the path leads to at most one value.
  var isDefinite: Bool {
    steps.allSatisfy { step in
      switch step {
      case .member, .element: true
      case .all, .descendants: false
      }
    }
  }

  /// Returns the values at the path. Each step visits a value once, so its work is linear.
  func values(in document: JSON) -> [JSON] {
    steps.reduce([document]) { values, step in values.flatMap { $0.values(at: step) } }
  }
}

extension JSON {
  fileprivate func values(at step: JSONPath.Step) -> [JSON] {
    switch (step, self) {
    case (.member(let name), .object(let members)): members[name].map { [$0] } ?? []
    case (.element(let index), .array(let elements)):
      elements.element(index < 0 ? elements.count + index : index).map { [$0] } ?? []
    case (.all, .array(let elements)): elements
    case (.all, .object(let members)): members.map(\.value)
    case (.descendants, _): containers
    default: []
    }
  }

  private var containers: [JSON] {
    var found: [JSON] = []
    collectContainers(into: &found)
    return found
  }

  /// Appends this value and its descendants that are arrays or objects. The reader bounds the depth.
  private func collectContainers(into found: inout [JSON]) {
    switch self {
    case .array(let elements):
      found.append(self)
      for element in elements { element.collectContainers(into: &found) }
    case .object(let members):
      found.append(self)
      for member in members { member.value.collectContainers(into: &found) }
    default: break
    }
  }
}
