import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

/// Patterns that take hours or more, in every place where a client can give one. The limits are on work, not on time;
/// the tests leave room for a slow machine.
@Suite("Comparing ends", .waits, .tags(.exhaustive), .exhaustive) struct WorkTests {
  /// Ninety header fields that a slow expression does not match, and tries for as long as one alone may.
  static let headers = (0..<90).map { "X-\($0): \(String(repeating: "a", count: 15))b\r\n" }.joined()
  /// Ninety slow expressions, which are all tried because they hold, and then something that does not.
  static let pattern =
    "{\"headers\":{" + (0..<90).map { #""X-\#($0)":{"doesNotMatch":"(a+)+$"},"# }.joined()
    + #""X-Last":{"equalTo":"a"}}}"#

  static func server(requests: Int) throws -> (FreshServer, RawClient) {
    let server = try FreshServer()
    let client = try server.client()
    for _ in 0..<requests {
      _ = try client.exchange("GET /x HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
    }
    return (server, client)
  }

  @Test(
    "in requests that read the journal, which report that they gave up",
    arguments: ["/requests/count", "/requests/find", "/requests/remove", "/near-misses/request-pattern"])
  func journal(_ call: String) throws {
    let (server, client) = try Self.server(requests: 150)
    let took = try ContinuousClock().measure {
      let answer = try client.exchange(FreshServer.request("POST", "/__admin\(call)", Self.pattern))
      #expect(answer.status == 422 && answer.text.contains("given up"), "\(answer.status)")
    }
    #expect(took < patience)
    #expect(try server.admin("GET", "/requests?limit=1")[at: "/meta/total"] == 150, "nothing was removed")
  }

  @Test func `in a verification, which is indeterminate then`() throws {
    let (server, client) = try Self.server(requests: 150)
    let took = try ContinuousClock().measure {
      let question = #"{"request":\#(Self.pattern),"exactly":0}"#
      let answer = try client.exchange(FreshServer.request("POST", "/__admin/verify", question))
      #expect(try answer.status == 410 && answer[at: "/verdict"] == "indeterminate", "\(answer.text)")
      #expect(answer.text.contains("given up"))
    }
    #expect(took < patience)
    #expect(try server.admin("GET", "/livez").status == 200)
  }

  @Test func `in near misses of many requests and many mappings`() throws {
    let (server, client) = try Self.server(requests: 0)
    let name = String(repeating: "a", count: 200)
    for number in 0..<300 {
      _ = try client.exchange("GET /\(number)/\(name) HTTP/1.1\r\nHost: localhost\r\n\r\n")
      try server.map(#"{"request":{"url":"/\#(number)b/\#(name)"}}"#)
    }
    let took = try ContinuousClock().measure {
      let answer = try client.exchange(FreshServer.request("GET", "/__admin/requests/unmatched/near-misses"))
      #expect(answer.status == 422 && answer.text.contains("given up"))
    }
    #expect(took < patience)
  }

  @Test func `in a request with many mappings, and it is answered`() throws {
    let (server, client) = try Self.server(requests: 0)
    for _ in 0..<200 { try server.map(#"{"request":\#(Self.pattern),"understudy":{"error":500}}"#) }
    let request = "GET /x HTTP/1.1\r\nHost: localhost\r\n\(Self.headers)\r\n"
    let took = try ContinuousClock().measure {
      let answer = try client.exchange(request)
      #expect(answer.status == 404)
    }
    #expect(took < patience)
    let quick = try server.send("GET", "/x")
    #expect(quick.status == 404)
  }

  @Test func `in patterns for the metadata of mappings`() throws {
    let (server, client) = try Self.server(requests: 0)
    let value = String(repeating: "a", count: 40) + String(repeating: "b", count: 200_000)
    for _ in 0..<180 { try server.map(#"{"metadata":{"a":"\#(value)"}}"#) }
    let pattern = #"{"matchesJsonPath":{"expression":"$.a","matches":"(a+)+$"}}"#
    let took = try ContinuousClock().measure {
      let path = "/__admin/mappings/remove-by-metadata"
      let answer = try client.exchange(FreshServer.request("POST", path, pattern))
      #expect(answer.status == 422 && answer.text.contains("given up"), "\(answer.text)")
    }
    #expect(took < patience)
    #expect(try server.admin("GET", "/mappings?limit=1")[at: "/meta/total"] == 180)
  }
}
