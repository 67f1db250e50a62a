import UnderstudyJSON

/// Which members of a stored agent an answer shows, in the order of the vendor's response table.
package struct Projection: Sendable, ExpressibleByArrayLiteral {
  package struct Item: Sendable, ExpressibleByStringLiteral {
    let key: Name
    let isLeftOutWhenUnset: Bool
    /// What is shown of an object, or of each object in an array; nil: all of it.
    let members: Projection?
    /// What else must be so for the member to be shown.
    fileprivate let condition: Condition?

    private init(_ name: String, isLeftOutWhenUnset: Bool, members: Projection?, condition: Condition? = nil) {
      key = Name(name)
      self.isLeftOutWhenUnset = isLeftOutWhenUnset
      self.members = members
      self.condition = condition
    }

    /// Always shown; `null` when it is not set.
    package init(stringLiteral name: String) { self.init(name, isLeftOutWhenUnset: false, members: nil) }

    /// Shown only when it is set.
    package static func ifSet(_ name: String, showing members: Projection? = nil) -> Item {
      Item(name, isLeftOutWhenUnset: true, members: members)
    }

    /// Shown only when it is set and a member beside it has this value.
    package static func ifSet(_ name: String, while sibling: String, is value: JSON) -> Item {
      Item(
        name, isLeftOutWhenUnset: true, members: nil, condition: Condition(sibling: sibling, value: value))
    }

    /// Always shown, and of its members these.
    package static func object(_ name: String, showing members: Projection) -> Item {
      Item(name, isLeftOutWhenUnset: false, members: members)
    }
  }

  let items: [Item]

  package init(arrayLiteral items: Item...) { self.items = items }

  package func callAsFunction(_ agent: Members) -> Members {
    var shown = Members()
    shown.reserveCapacity(items.count)
    // A span lends its elements; an array would hand out copies.
    let items = items.span
    for index in items.indices {
      let value = agent[items[index].key] ?? .null
      guard !value.isNull || !items[index].isLeftOutWhenUnset, items[index].condition?.holds(in: agent) ?? true
      else { continue }
      shown.set(items[index].key, to: items[index].members?.applied(to: value) ?? value)
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
