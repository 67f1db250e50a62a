import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors

/// A value of an agent that a change has set, replaced or removed.
struct FieldChange {
  let path: Path
  /// Nil if there was none.
  let before: JSON?
  /// Nil if there is none any more.
  let after: JSON?

  /// The change as JSON, with its values whole.
  var json: JSON { json { $0 } }

  /// The change as JSON, with place and values of at most so many characters.
  func json(truncatedTo limit: Int) -> JSON { json { $0.truncated(to: limit) } }

  private func json(_ shown: (JSON) -> JSON) -> JSON {
    var members: Members = ["pointer": shown(.string(path.pointer))]
    members["before"] = before.map(shown)
    members["after"] = after.map(shown)
    return .object(members)
  }

  /// Returns what differs between two records of an agent; nothing if one of them is missing.
  /// - Parameter stamp: the member with the time of the last update, which changes with every update.
  static func changes(from before: JSON, to after: JSON, except stamp: String?) -> [FieldChange] {
    guard before.members != nil, after.members != nil else { return [] }
    let stamp = stamp.map { Path(.member($0)) }
    return JSON.patch(from: before, to: after).filter { $0.path != stamp }.map { operation in
      switch operation {
      case .add(let path, let value): FieldChange(path: path, before: nil, after: value)
      case .remove(let path): FieldChange(path: path, before: before.value(at: path), after: nil)
      case .replace(let path, let value): FieldChange(path: path, before: before.value(at: path), after: value)
      }
    }
  }
}

extension JSON {
  /// The value at a path; nil if there is none.
  fileprivate func value(at path: Path) -> JSON? {
    path.steps.reduce(.some(self)) { value, step in
      switch (value, step) {
      case (.object(let members)?, .member(let name)): members[name]
      case (.array(let elements)?, .element(let index)):
        elements.indices.contains(index) ? elements[index] : nil
      default: nil
      }
    }
  }

  /// The value if its text is short enough. Otherwise the start of its text, as a string.
  fileprivate func truncated(to limit: Int) -> JSON {
    switch self {
    case .null, .bool: self
    case .string(let text): .string(text.truncated(to: limit))
    case .number(let number): number.text.utf8.count <= limit ? self : .string(number.text.truncated(to: limit))
    case .array, .object: .string(description.truncated(to: limit))
    }
  }
}
