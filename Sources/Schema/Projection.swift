import JSON

/// Which members of a stored agent an answer shows, in the order of the vendor's response table.
package struct Projection: Sendable, ExpressibleByArrayLiteral {
  package struct Item: Sendable, ExpressibleByStringLiteral {
    fileprivate let name: String
    fileprivate let isLeftOutWhenUnset: Bool
    /// What is shown of an object, or of each object in an array; nil: all of it.
    fileprivate let members: Projection?

    private init(_ name: String, isLeftOutWhenUnset: Bool, members: Projection?) {
      self.name = name
      self.isLeftOutWhenUnset = isLeftOutWhenUnset
      self.members = members
    }

    /// Always shown; `null` when it is not set.
    package init(stringLiteral name: String) { self.init(name, isLeftOutWhenUnset: false, members: nil) }

    /// Shown only when it is set.
    package static func ifSet(_ name: String, showing members: Projection? = nil) -> Item {
      Item(name, isLeftOutWhenUnset: true, members: members)
    }

    /// Always shown, and of its members these.
    package static func object(_ name: String, showing members: Projection) -> Item {
      Item(name, isLeftOutWhenUnset: false, members: members)
    }
  }

  private let items: [Item]

  package init(arrayLiteral items: Item...) { self.items = items }

  package func callAsFunction(_ agent: Members) -> Members {
    var shown = Members()
    for item in items {
      let value = agent[item.name] ?? .null
      guard value != .null || !item.isLeftOutWhenUnset else { continue }
      shown[item.name] = item.members?.applied(to: value) ?? value
    }
    return shown
  }

  private func applied(to value: JSON) -> JSON {
    switch value {
    case .object(let members): .object(self(members))
    case .array(let elements): .array(elements.map(applied))
    default: value
    }
  }
}
