import Foundation
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
  }
}

/// The pages of a list.
package struct Paging: Sendable {
  /// The parameter for the number of agents on a page.
  package let size: String
  package let sizes: ClosedRange<Int>
  package let defaultSize: Int
  /// The parameter for the page's token.
  package let token: String
  /// The member of the response that holds the next page's token; absent on the last page.
  package let next: String
  package let source: Source

  package init(
    size: String, _ sizes: ClosedRange<Int>, default defaultSize: Int, token: String, next: String, _ source: Source
  ) {
    self.size = size
    self.sizes = sizes
    self.defaultSize = defaultSize
    self.token = token
    self.next = next
    self.source = source
  }
}

/// Returns the decoded value of a query parameter; nil if the query does not have it.
package typealias QueryReader = (_ name: String) -> String?

extension Listing {
  /// Returns the list, or a page of it, and the members that the response gets besides. Invalid parameters are ignored.
  /// - Parameters:
  ///   - agents: All agents that the caller may see, in any order.
  ///   - identity: The member that holds an agent's id.
  package func page(
    of agents: [Members], identity: String, _ query: QueryReader
  ) -> (agents: [Members], addedMembers: Members) {
    let entries = agents.map { (cursor: order.cursor(of: $0, identity: identity), agent: $0) }
      .sorted { order.precedes($0.cursor, $1.cursor) }
    guard let paging else { return (entries.map(\.agent), [:]) }
    let last = query(paging.token).flatMap(Cursor.init(token:))
    let rest = entries.drop { entry in last.map { !order.precedes($0, entry.cursor) } ?? false }
    let page = rest.prefix(paging.pageSize(query) ?? paging.defaultSize)
    let next = page.count < rest.count ? page.last?.cursor.token : nil
    return (page.map(\.agent), next.map { [paging.next: .string($0)] } ?? [:])
  }
}

extension Paging {
  /// Returns the errors of a query, in the order of refusal.
  package func violations(in query: QueryReader, of namespace: String) -> [Violation] {
    var violations: [Violation] = []
    func report(_ parameter: String, _ rule: String, _ summary: String) {
      let rule = "\(namespace).\(parameter).\(rule)"
      violations.append(
        Violation(rule: rule, path: Path(.member(parameter)), kind: .other("`\(parameter)` \(summary)")))
    }
    if let sent = query(size), pageSize(query) == nil {
      report(size, "range", "must be \(sizeExpectation), but was \"\(sent.truncated(to: 40))\"")
    }
    if let sent = query(token), !sent.isEmpty, Cursor(token: sent) == nil {
      report(token, "format", "must be the `\(next)` of an earlier answer, as it was")
    }
    return violations
  }

  var sizeExpectation: String { "an integer from \(sizes.lowerBound) to \(sizes.upperBound)" }

  fileprivate func pageSize(_ query: QueryReader) -> Int? {
    query(size).flatMap(Int.init).flatMap { sizes.contains($0) ? $0 : nil }
  }
}

/// The position of an agent in a list.
private struct Cursor: Comparable {
  let time: String
  let id: String

  static func < (left: Cursor, right: Cursor) -> Bool { (left.time, left.id) < (right.time, right.id) }
}

extension Listing.Order {
  fileprivate func cursor(of agent: Members, identity: String) -> Cursor {
    switch self {
    case .oldestFirst(let createdAt), .newestFirst(let createdAt):
      Cursor(time: agent[createdAt]?.string ?? "", id: agent[identity]?.string ?? "")
    }
  }

  fileprivate func precedes(_ left: Cursor, _ right: Cursor) -> Bool {
    switch self {
    case .oldestFirst: left < right
    case .newestFirst: left > right
    }
  }
}

extension Cursor {
  /// The opaque token of the position: JSON in base64url, as in the vendor's example.
  var token: String {
    let json: JSON = ["created_at": .string(time), "id": .string(id)]
    return Data(json.bytes).base64EncodedString(options: [.base64URLAlphabet, .omitPaddingCharacter])
  }

  init?(token: String) {
    let base64 = token.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: base64 + padding),
      let members = (try? JSON(reading: Array(data)))?.members,
      let time = members["created_at"]?.string, let id = members["id"]?.string
    else { return nil }
    self.init(time: time, id: id)
  }
}
