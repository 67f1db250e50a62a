import HTTPTypes
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON

/// A request for comparing it with patterns.
///
/// Header fields, query, and the body as text and JSON are parsed on first use; copies share the results. A parsed body
/// takes many times the memory of its text, so a value should not outlive the comparison.
package struct SentRequest: Sendable {
  package let method: String
  /// Path and query, percent-encoded.
  package let target: String
  private let lazyFields: @Sendable () -> HTTPFields
  package let body: [UInt8]
  /// The budget of all comparisons with this request.
  let budget: Budget
  private let collected = LazyValue<HTTPFields>()
  private let parsed = LazyValue<Content>()
  private let decoded = LazyValue<String>()
  private let parameters = LazyValue<QueryParameters>()

  /// - Parameter target: path and query as received. An empty query is removed with its `?`, as in WireMock.
  package init(
    method: String, target: String, fields: @autoclosure @escaping @Sendable () -> HTTPFields = [:],
    body: [UInt8] = [], within budget: Budget = .perRequest
  ) {
    self.budget = budget
    self.method = method
    let (path, query) = target.splitAtQuery
    self.target = query?.isEmpty == true ? String(path) : target
    lazyFields = fields
    self.body = body
  }

  package var fields: HTTPFields { collected.value(lazyFields) }

  /// Whether comparisons took too much work, so that the request may match further patterns.
  package var isBudgetExhausted: Bool { budget.isExhausted }

  /// The target without its query.
  var path: String { String(target.splitAtQuery.path) }

  /// The body as text; invalid UTF-8 is replaced by U+FFFD. Nil if there is no body.
  var text: String? { body.isEmpty ? nil : decoded.value { String(decoding: body, as: UTF8.self) } }

  /// A body that was read as JSON.
  enum Content: Sendable {
    case empty
    case json(JSON)
    case other(ReadError)

    var json: JSON? { if case .json(let json) = self { json } else { .none } }
  }

  /// The body, read as JSON.
  var content: Content {
    if body.isEmpty { return .empty }
    return parsed.value {
      budget.spend(body.count)
      do throws(ReadError) { return .json(try JSON(reading: body)) } catch { return .other(error) }
    }
  }

  /// Returns the decoded value of the first query parameter of a name; nil if there is none.
  package func parameter(_ name: String) -> String? { query.first { $0.name.hasSameScalars(as: name) }?.value }

  /// The decoded parameters of the query, in their order.
  var query: [QueryParameters.Parameter] {
    parameters.value { QueryParameters(of: target, decode: PercentCoding.formDecoded) }.all
  }
}

/// A value that is computed on first use.
private final class LazyValue<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  func value(_ compute: () -> Value) -> Value {
    stored.withLock { stored in
      if let stored { return stored }
      let value = compute()
      stored = value
      return value
    }
  }
}
