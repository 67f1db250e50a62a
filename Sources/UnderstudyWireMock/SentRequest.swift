import HTTPTypes
import Synchronization
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
  private let parameters = Once<[Parameter]>()

  struct Parameter: Sendable {
    let name: String
    let value: String
  }

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
  var query: [Parameter] {
    parameters.value {
      guard let query = target.splitAtQuery.query else { return [] }
      return query.split(separator: UInt8(ascii: "&")).map { pair in
        let name = pair.prefix { $0 != UInt8(ascii: "=") }
        return Parameter(name: name.formDecoded, value: pair[name.endIndex...].dropFirst().formDecoded)
      }
    }
  }
}

extension String {
  /// Found by bytes: a client can send a combining accent behind the `?`, which then is no character of its own.
  var splitAtQuery: (path: Substring, query: Substring.UTF8View?) {
    guard let mark = utf8.firstIndex(of: UInt8(ascii: "?")) else { return (self[...], nil) }
    return (self[..<mark], self[mark...].utf8.dropFirst())
  }
}

extension Substring.UTF8View {
  /// With `+` as a space and `%XX` as a byte. What is not such a triple stays as it is.
  fileprivate var formDecoded: String {
    var bytes: [UInt8] = []
    var rest = self
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        bytes.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), let decoded = rest.prefix(2).hexByte {
        bytes.append(decoded)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  fileprivate var hexByte: UInt8? {
    guard count == 2, allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
    return UInt8(Substring(self), radix: 16)
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
