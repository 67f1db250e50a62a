import UnderstudyJSON

/// The way to values of a document: members (`$.a['b c']`), elements (`[0]`, from the end `[-1]`), all of either
/// (`*`, `[*]`) and, once, everything below (`..`).
struct JSONPath: Sendable {
  enum Step: Sendable {
    case member(String)
    case element(Int)
    case all
    case descendants
  }

  let steps: [Step]

  /// Whether it leads to one value at most.
  var isDefinite: Bool {
    steps.allSatisfy { step in
      switch step {
      case .member, .element: true
      case .all, .descendants: false
      }
    }
  }

  /// The values it leads to. Each is visited once, so that the work is linear for each step.
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

  /// Itself and everything below that can have something below it.
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
