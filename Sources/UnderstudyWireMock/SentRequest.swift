import HTTPTypes
import Synchronization
import UnderstudyHTTP
import UnderstudyJSON

/// A request as patterns look at it.
///
/// What is taken out of it (fields, the body's text and JSON, the query) is taken out once, by the first pattern that asks;
/// copies share it. Hold one only while you compare, as a parsed body takes many times the memory of its text.
package struct SentRequest: Sendable {
  package let method: String
  /// Path and query as they were received, percent-encoded.
  package let target: String
  private let lazyFields: @Sendable () -> HTTPFields
  package let body: [UInt8]
  /// What all who look at it may take together.
  let budget: Budget
  private let collected = Once<HTTPFields>()
  private let parsed = Once<Content>()
  private let decoded = Once<String>()
  private let parameters = Once<QueryParameters>()

  /// - Parameter target: path and query as received; a `?` with nothing behind it is dropped, as WireMock does.
  package init(
    method: String, target: String, fields: @autoclosure @escaping @Sendable () -> HTTPFields = [:],
    body: [UInt8] = [], within budget: Budget = .ofRequest
  ) {
    self.budget = budget
    self.method = method
    let (path, query) = target.splitAtQuery
    self.target = query?.isEmpty == true ? String(path) : target
    lazyFields = fields
    self.body = body
  }

  package var fields: HTTPFields { collected.value(lazyFields) }

  /// Whether comparing it took too much, so that nobody knows what else it would have matched.
  package var isGivenUp: Bool { budget.isSpent }

  /// The target up to its query.
  var path: String { String(target.splitAtQuery.path) }

  /// The body as text, bytes that are not UTF-8 replaced by U+FFFD; nil if there is none.
  var text: String? {
    body.isEmpty ? nil : decoded.value { String(decoding: body, as: UTF8.self) }
  }

  /// What a body is to patterns of JSON.
  enum Content: Sendable {
    case empty
    case json(JSON)
    case other(ReadError)

    var json: JSON? {
      if case .json(let json) = self { json } else { .none }
    }
  }

  /// The body, read as JSON.
  var content: Content {
    if body.isEmpty { return .empty }
    return parsed.value {
      budget.take(body.count)
      do throws(ReadError) { return .json(try JSON(reading: body)) } catch { return .other(error) }
    }
  }

  /// The value of the first parameter of this name, decoded; nil where the query has none.
  package func parameter(_ name: String) -> String? { query.first { $0.name.hasSameScalars(as: name) }?.value }

  /// The parameters of the query, decoded, in their order.
  var query: [QueryParameters.Parameter] {
    parameters.value { QueryParameters(of: target, decode: PercentCoding.formDecoded) }.all
  }
}

/// A value that is computed when it is first asked for, and not again.
private final class Once<Value: Sendable>: Sendable {
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
