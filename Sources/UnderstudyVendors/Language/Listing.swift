import UnderstudyJSON

/// The order of a list of agents, and its pages.
package struct Listing: Sendable {
  package let order: Order
  /// Nil if the list has no pages.
  package let paging: Paging?

  package init(_ order: Order, paging: Paging? = nil) {
    self.order = order
    self.paging = paging
  }

  /// The order by time of creation; agents of the same time are ordered by their ids.
  package enum Order: Sendable {
    /// - Parameter createdAt: The agent's member with the time of creation.
    case oldestFirst(createdAt: String)
    case newestFirst(createdAt: String)

    var createdAt: String {
      switch self {
      case .oldestFirst(let createdAt), .newestFirst(let createdAt): createdAt
      }
    }
  }
}

/// Returns the decoded value of a query parameter; nil if the query does not have it.
package typealias QueryReader = (_ name: String) -> String?

extension Listing {
  /// Returns the list, or a page of it, and the members that the response gets besides.
  /// - Parameters:
  ///   - agents: All agents that the caller may see, in any order.
  ///   - identity: The member that holds an agent's id.
  package func page(
    of agents: [Members], identity: String, _ query: QueryReader
  ) -> (agents: [Members], addedMembers: Members) {
    let sorted = order.sorted(agents, identity: identity)
    guard let paging else { return (sorted, [:]) }
    let page = paging.page(of: sorted, order, identity: identity, query)
    return (page.agents, page.next.map { [paging.next: .string($0)] } ?? [:])
  }
}

extension Listing.Order {
  fileprivate func sorted(_ agents: [Members], identity: String) -> [Members] {
    let keyed = agents.map { (cursor: Cursor($0, createdAt: createdAt, identity: identity), agent: $0) }
    return switch self {
    case .oldestFirst: keyed.sorted { $0.cursor < $1.cursor }.map(\.agent)
    case .newestFirst: keyed.sorted { $0.cursor > $1.cursor }.map(\.agent)
    }
  }
}

/// The position of an agent in a list.
struct Cursor: Comparable {
  let time: String
  let id: String

  init(_ agent: Members, createdAt: String, identity: String) {
    time = agent[createdAt]?.string ?? ""
    id = agent[identity]?.string ?? ""
  }

  init(time: String, id: String) {
    self.time = time
    self.id = id
  }

  static func < (left: Cursor, right: Cursor) -> Bool { (left.time, left.id) < (right.time, right.id) }
}
