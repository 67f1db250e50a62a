import Foundation
import Testing
import Understudy
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyTestSupport

/// Wherever something that a client sends reaches a header of the answer.
@Suite("Nothing that is sent makes a header of its own", .waits) struct HeaderTests {
  /// A place that reaches a header, and the request with a value in it, as bytes.
  enum Place: CaseIterable {
    case sandboxInPath, sandboxInHeader, sandboxInCredential, memberName, mappingID, mappingHeader,
      mappingHeaderName
    case origin, requestedHeaders, adminOrigin, target, agentID

    func request(_ value: [UInt8]) -> [UInt8] {
      let json = Self.escaped(value)
      return switch self {
      case .sandboxInPath: Self.bytes("GET /sandbox/", value, "/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
      case .sandboxInHeader: Self.get("/x", "X-Understudy-Sandbox", value)
      case .sandboxInCredential: Self.get(FreshServer.path, "x-api-key", Array("\(FreshServer.key)~".utf8) + value)
      case .memberName:
        Array(FreshServer.request("PUT", FreshServer.path, "{\"\(json)\":1}", FreshServer.fields(nil)).utf8)
      case .mappingID: Self.post("/__admin/mappings", #"{"id":"\#(json)"}"#)
      case .mappingHeader: Self.post("/__admin/mappings", #"{"response":{"headers":{"X-A":"\#(json)"}}}"#)
      case .mappingHeaderName: Self.post("/__admin/mappings", #"{"response":{"headers":{"\#(json)":"a"}}}"#)
      case .origin: Self.get(FreshServer.path, "Origin", value)
      case .requestedHeaders:
        Self.bytes(
          "OPTIONS /x HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a\r\nAccess-Control-Request-Method: PUT\r\n"
            + "Access-Control-Request-Headers: ", value, "\r\n\r\n")
      case .adminOrigin: Self.get("/__admin/livez", "Origin", Array("http://localhost:".utf8) + value)
      case .target: Self.bytes("GET /x", value, " HTTP/1.1\r\nHost: localhost\r\n\r\n")
      case .agentID:
        Self.bytes(
          "PUT /functions/v1/crm-api/update-agent/", value,
          " HTTP/1.1\r\nHost: localhost\r\nx-api-key: \(FreshServer.key)\r\nContent-Length: 0\r\n\r\n")
      }
    }

    private static func bytes(_ before: String, _ value: [UInt8], _ after: String) -> [UInt8] {
      Array(before.utf8) + value + Array(after.utf8)
    }

    private static func get(_ path: String, _ name: String, _ value: [UInt8]) -> [UInt8] {
      bytes("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(name): ", value, "\r\n\r\n")
    }

    private static func post(_ path: String, _ body: String) -> [UInt8] {
      Array(FreshServer.request("POST", path, body).utf8)
    }

    /// As a JSON string has it, so that control characters arrive.
    private static func escaped(_ value: [UInt8]) -> String {
      String(JSON.string(String(decoding: value, as: UTF8.self)).description.dropFirst().dropLast())
    }
  }

  static let values: [[UInt8]] = [
    Array("a\r\nX-Evil: 1".utf8), Array("a\nX-Evil: 1".utf8), Array("a\rX-Evil: 1".utf8),
    Array("a\r\n\r\nHTTP/1.1 200 OK\r\nX-Evil: 1\r\n\r\n".utf8), Array("a%0d%0aX-Evil:%201".utf8),
    Array("a\u{0}X-Evil: 1".utf8), Array("é😀\u{2028}\u{85}X-Evil: 1".utf8), [0x61, 0xFF, 0x0B, 0x7F, 0x1B],
    Array("a\r\n X-Evil: 1".utf8), [UInt8](repeating: 0x61, count: 100_000),
  ]

  @Test("whatever is in it, or how long it is", arguments: Place.allCases)
  func injection(_ place: Place) throws {
    let server = try FreshServer()
    let usual = Array("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    // What the server refuses to read ends the connection; what is said before is looked at all the same.
    for request in Self.values.flatMap({ [place.request($0), usual] }) {
      let client = try server.client()
      try? client.send(request)
      client.halfClose()
      let answer = try? client.readAnswer(to: String(decoding: request.prefix { $0 != 0x20 }, as: UTF8.self))
      for field in answer?.fields ?? [] {
        #expect(field.name != "X-Evil")
        #expect(field.value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" })
      }
      if request == usual { #expect(answer != nil) }
    }
  }

  @Test("that a mapping could not send anyway", arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b"])
  func mapping(_ value: String) throws {
    let server = try FreshServer()
    for headers: JSON in [["X-A": .string(value)], ["X-A": ["b", .string(value)]], .object([value: "a"])] {
      let answer = try server.admin(
        "POST", "/mappings", JSON.object(["response": ["headers": headers]]).description)
      #expect(answer.status == 422, "\(headers)")
    }
  }

  @Test func `A mapping's headers may be as large as arrives, and no larger`() throws {
    let server = try FreshServer()
    let mapping = {
      #"{"request":{"urlPath":"/x"},"response":{"headers":{"A":"\#(String(repeating: "b", count: $0))"}}}"#
    }
    try server.map(mapping(8187))
    #expect(try server.send("GET", "/x")["A"]?.utf8.count == 8187)
    let refused = try server.admin("POST", "/mappings", mapping(8188))
    #expect(refused.status == 422 && refused.text.contains("at most 8192 bytes"))
    // More fields than the library can count, which would end the process.
    let many = repeatElement("\"b\"", count: 70_000).joined(separator: ",")
    #expect(try server.admin("POST", "/mappings", #"{"response":{"headers":{"A":[\#(many)]}}}"#).status == 422)
  }

  @Test func `Warnings are in ASCII and short, whatever the members are called`() throws {
    let server = try FreshServer()
    let names = (0..<20).map { "\"\($0)" + String(repeating: "\u{10FFFF}", count: 5000) + #"\r\nX-Evil: 1":1"# }
    let answer = try server.update("{" + names.joined(separator: ",") + "}")
    let warnings = try #require(answer["X-Understudy-Warnings"])
    #expect(warnings.utf8.count < 4100 && warnings.hasSuffix("and 17 more"))
    #expect(warnings.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && answer["X-Evil"] == nil)
  }
}
