import JSON

/// Which members of a stored agent an answer shows, in the order of the vendor's response table.
package struct Projection: Sendable, ExpressibleByArrayLiteral {
  package struct Item: Sendable, ExpressibleByStringLiteral {
    let name: String
    let isLeftOutWhenUnset: Bool

    /// Always shown; `null` when it is not set.
    package init(stringLiteral name: String) {
      self.name = name
      isLeftOutWhenUnset = false
    }

    private init(ifSet name: String) {
      self.name = name
      isLeftOutWhenUnset = true
    }

    /// Shown only when it is set.
    package static func ifSet(_ name: String) -> Item { Item(ifSet: name) }
  }

  package let items: [Item]

  package init(arrayLiteral items: Item...) { self.items = items }

  package func callAsFunction(_ agent: Members) -> Members {
    var shown = Members()
    for item in items {
      let value = agent[item.name] ?? .null
      if value != .null || !item.isLeftOutWhenUnset { shown[item.name] = value }
    }
    return shown
  }
}
