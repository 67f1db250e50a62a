import Foundation
import UnderstudyJSON

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

  /// Returns the agents of the requested page, and the token of the next page. Invalid parameters are ignored here;
  /// their rules refuse them before, if they are on.
  func page(
    of sorted: [Members], _ order: Listing.Order, identity: String, _ query: QueryReader
  ) -> (agents: [Members], next: String?) {
    let last = query(token).flatMap(Cursor.init(token:))
    let rest = sorted.drop { agent in
      guard let last else { return false }
      let cursor = Cursor(agent, createdAt: order.createdAt, identity: identity)
      return switch order {
      case .oldestFirst: cursor <= last
      case .newestFirst: cursor >= last
      }
    }
    let page = rest.prefix(pageSize(query) ?? defaultSize)
    guard page.count < rest.count, let end = page.last else { return (Array(page), nil) }
    return (Array(page), Cursor(end, createdAt: order.createdAt, identity: identity).token)
  }

  private func pageSize(_ query: QueryReader) -> Int? {
    guard let size = query(size).flatMap(Int.init), sizes.contains(size) else { return nil }
    return size
  }
}

extension Paging {
  /// Returns the errors of a query, in the order of refusal.
  package func violations(in query: QueryReader, of namespace: String) -> [Violation] {
    var violations: [Violation] = []
    if let sent = query(size), pageSize(query) == nil {
      let summary = "`\(size)` must be \(sizeExpectation), but was \"\(sent.truncated(to: 40))\""
      violations.append(
        Violation(rule: "\(namespace).\(size).range", path: Path(.member(size)), kind: .other(summary)))
    }
    if let sent = query(token), !sent.isEmpty, Cursor(token: sent) == nil {
      let summary = "`\(token)` must be the `\(next)` of an earlier answer, as it was"
      violations.append(
        Violation(rule: "\(namespace).\(token).format", path: Path(.member(token)), kind: .other(summary)))
    }
    return violations
  }

  var sizeExpectation: String { "an integer from \(sizes.lowerBound) to \(sizes.upperBound)" }
}

extension Cursor {
  /// The opaque token of the position: JSON in base64url, as in the vendor's example.
  var token: String {
    let json: JSON = ["created_at": .string(time), "id": .string(id)]
    return Data(json.bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
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
