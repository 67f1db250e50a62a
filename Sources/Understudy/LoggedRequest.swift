import Foundation
import UnderstudyJSON

/// A request that was answered, as the journal keeps it: credentials that are not the seeds' and secrets are taken out.
public struct LoggedRequest: Sendable {
  /// That of the answer's `X-Understudy-Request-Id`.
  public let id: String
  /// When it came, by the sandbox's clock.
  public let time: Date
  /// Such as `PUT`.
  public let method: String
  /// Path and query as they were sent, but for a sandbox in the path.
  public let target: String
  /// Header fields in their order, each name once, with all its values.
  public let headers: [(name: String, values: [String])]
  /// As it was sent.
  public let body: Data
  /// The status of the answer; nil where the connection was broken instead.
  public let status: Int?
  /// The body of the answer.
  public let answer: Data
  /// The rule that refused, such as `centerfy.temperature.range`; nil where none did.
  public let rule: String?
  /// A sentence for each member that had no effect.
  public let warnings: [String]

  /// The body as JSON; nil where it is none.
  public var json: JSONValue? { try? JSONValue(text: String(decoding: body, as: UTF8.self)) }

  /// The first value of a header field, whatever its case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.values.first
  }

  init(_ json: JSON) {
    let (event, request) = (json.members, json.members?["request"]?.members)
    let (response, facts) = (event?["response"]?.members, request?["understudy"]?.members)
    id = event?["id"]?.string ?? ""
    time = Date(timeIntervalSince1970: (JSONValue(request?["loggedDate"] ?? .null).double ?? 0) / 1000)
    method = request?["method"]?.string ?? ""
    target = request?["url"]?.string ?? ""
    headers = (request?["headers"]?.members ?? [:]).map { member in
      (member.name, (member.value.array ?? [member.value]).compactMap(\.string))
    }
    body = Data(base64: request?["bodyAsBase64"])
    status = response?["status"].flatMap { JSONValue($0).int }
    answer = Data(base64: response?["bodyAsBase64"])
    rule = facts?["rule"]?.string
    warnings = facts?["warnings"]?.array?.compactMap(\.string) ?? []
  }
}

extension Data {
  fileprivate init(base64 json: JSON?) { self = json?.string.flatMap { Data(base64Encoded: $0) } ?? Data() }
}
