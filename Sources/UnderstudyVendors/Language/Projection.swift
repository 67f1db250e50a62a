import UnderstudyJSON

/// The members of a stored agent that a response shows, in the order of the vendor's response table.
package struct Projection: Sendable, ExpressibleByArrayLiteral {
  package struct Item: Sendable {
    let key: Name
    /// The agent's member, which may have another name.
    let source: Name
    var isLeftOutWhenUnset = true
    /// Whether a null is shown although the member is left out if it does not exist.
    var showsNull = false
    /// The shown members of an object or of each object in an array; nil for all of them.
    var members: Projection?
    /// A further condition for the member to be shown.
    fileprivate var condition: Condition?
    var isConditional: Bool { condition != nil }

    /// A member that is shown only if it is set.
    package static func ifSet(_ name: String, showing members: Projection? = nil) -> Item {
      Item(key: Name(name), members: members)
    }

    fileprivate init(
      key: Name, source: Name? = nil, isLeftOutWhenUnset: Bool = true, showsNull: Bool = false,
      members: Projection? = nil, condition: Condition? = nil
    ) {
      self.key = key
      self.source = source ?? key
      self.isLeftOutWhenUnset = isLeftOutWhenUnset
      self.showsNull = showsNull
      self.members = members
      self.condition = condition
    }

    /// A member that is shown only if the agent has it, even if it is null.
    package static func ifPresent(_ name: String) -> Item { Item(key: Name(name), showsNull: true) }

    /// A member that is always shown, under another name.
    package static func renamed(_ name: String, from source: String) -> Item {
      Item(key: Name(name), source: Name(source), isLeftOutWhenUnset: false)
    }

    /// A member that is shown only if it is set and a sibling has this value.
    package static func ifSet(_ name: String, while sibling: String, is value: JSON) -> Item {
      Item(key: Name(name), condition: Condition(sibling, is: value))
    }

    /// An object that is always shown, with some of its members.
    package static func object(_ name: String, showing members: Projection) -> Item {
      Item(key: Name(name), isLeftOutWhenUnset: false, members: members)
    }
  }

  let items: [Item]

  package init(arrayLiteral items: Item...) { self.items = items }

  /// Returns the members that are shown of an agent.
  package func members(of agent: Members) -> Members {
    var shown = Members()
    shown.reserveCapacity(items.count)
    // A span, because an array would copy its elements.
    let items = items.span
    var position = 0
    for index in items.indices {
      // Most agents are stored in the order in which they are shown.
      let member = agent.value(of: items[index].source, near: position)
      if let member { position = member.position + 1 }
      let (stored, value) = (member?.value, member?.value ?? .null)
      let isShown = !value.isNull || !items[index].isLeftOutWhenUnset || items[index].showsNull && stored != nil
      guard isShown, items[index].condition?.holds(in: agent) ?? true
      else { continue }
      shown.set(items[index].key, to: items[index].members?.applied(to: value) ?? value)
    }
    return shown
  }

  private func applied(to value: JSON) -> JSON {
    switch value {
    case .object(let members): .object(self.members(of: members))
    case .array(let elements): .array(elements.map(applied))
    default: value
    }
  }
}

extension Projection.Item: ExpressibleByStringLiteral {
  /// A member that is always shown, as `null` if it is not set.
  package init(stringLiteral name: String) { self.init(key: Name(name), isLeftOutWhenUnset: false) }
}
