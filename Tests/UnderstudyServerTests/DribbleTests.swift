import HTTPTypes
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("An answer that dribbles", .waits) struct DribbleTests {
  private func server(_ body: String, chunks: Int, over duration: Duration, status: Int = 200) throws -> Server {
    try Server(configuration: .tested(port: 0)) { request in
      if request.target == "/other" { return echo(request) }
      let delivery = Delivery.dribble(chunks: chunks, over: duration)
      return .immediate(
        Response(status: status, fields: [.server: "x"], body: Array(body.utf8), delivery: delivery))
    }
  }

  @Test func `It comes piece by piece, none early, and others are answered meanwhile`() throws {
    let server = try server("0123456789", chunks: 4, over: .milliseconds(400))
    defer { server.stop() }
    let time = try shortest(under: .milliseconds(900)) {
      let client = try RawClient(port: server.port)
      let start = ContinuousClock.now
      try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      var text = ""
      for (number, chunk) in ["2\r\n01\r\n", "2\r\n23\r\n", "2\r\n45\r\n", "4\r\n6789\r\n"].enumerated() {
        #expect(try RawClient(port: server.port).exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        while !text.hasSuffix(chunk), !text.hasSuffix("0\r\n\r\n") {
          text += String(decoding: try client.readSome(), as: UTF8.self)
        }
        #expect(text.contains(chunk))
        #expect(start.duration(to: .now) >= .milliseconds(100 * (number + 1)))
      }
      while !text.hasSuffix("0\r\n\r\n") { text += String(decoding: try client.readSome(), as: UTF8.self) }
      let time = start.duration(to: .now)
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.contains("\r\nTransfer-Encoding: chunked\r\n"))
      #expect(text.contains("\r\nServer: x\r\n") && !text.contains("Content-Length"))
      #expect(text.hasSuffix("\r\n\r\n2\r\n01\r\n2\r\n23\r\n2\r\n45\r\n4\r\n6789\r\n0\r\n\r\n"))
      #expect(try client.exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /other\n")
      return time
    }
    #expect(time < .milliseconds(900))
  }

  @Test(
    "There are never more chunks than bytes, and never none",
    arguments: [
      (Int.max, "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n"), (4, "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n"),
      (2, "1\r\na\r\n2\r\nbc\r\n"), (1, "3\r\nabc\r\n"), (0, "3\r\nabc\r\n"), (.min, "3\r\nabc\r\n"),
    ])
  func chunks(_ chunks: Int, _ expected: String) throws {
    let server = try server("abc", chunks: chunks, over: .milliseconds(3))
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    #expect(String(decoding: try client.readUntilClose(), as: UTF8.self).hasSuffix("\r\n\r\n\(expected)0\r\n\r\n"))
  }

  @Test("No length of time is too odd", arguments: [.zero, .seconds(-5), .nanoseconds(1)] as [Duration])
  func odd(_ duration: Duration) throws {
    let server = try server("abc", chunks: 3, over: duration)
    defer { server.stop() }
    #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.0\r\n\r\n").text == "abc")
  }

  @Test func `It ends with the server, however long it was to take`() throws {
    let server = try server("abc", chunks: .max, over: .seconds(Int64.max))
    let client = try RawClient(port: server.port)
    try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    var text = ""
    while !text.hasSuffix("\r\n\r\n") { text += String(decoding: try client.readSome(), as: UTF8.self) }
    server.stop()
    #expect(try client.readUntilClose() == [])
  }

  @Test func `A client of HTTP 1.0 gets the pieces without chunks`() throws {
    let server = try server(String(repeating: "0123456789", count: 10_000), chunks: 4, over: .milliseconds(40))
    defer { server.stop() }
    let start = ContinuousClock.now
    let answer = try RawClient(port: server.port).exchange("GET / HTTP/1.0\r\n\r\n")
    #expect(answer["Transfer-Encoding"] == nil && answer.text == String(repeating: "0123456789", count: 10_000))
    #expect(start.duration(to: .now) >= .milliseconds(40))
  }

  @Test func `A large body arrives whole`() throws {
    let body = String(repeating: "0123456789", count: 50_000)
    let server = try server(body, chunks: 3, over: .milliseconds(30))
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let text = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(try decoded(text) == body)
  }

  @Test("An answer without a body is sent plainly", arguments: [("HEAD", 200), ("GET", 204), ("GET", 304)])
  func noBody(_ method: String, _ status: Int) throws {
    let server = try server("abc", chunks: 3, over: .seconds(60), status: status)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for _ in 1...2 { #expect(try client.exchange("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n").status == status) }
  }

  /// Puts the chunks of an answer together.
  private func decoded(_ answer: String) throws -> String {
    let header = try #require(answer.firstRange(of: "\r\n\r\n"))
    var rest = Array(answer[header.upperBound...].utf8)[...]
    var body: [UInt8] = []
    while !rest.isEmpty {
      let line = String(decoding: rest.prefix { $0 != 13 }, as: UTF8.self)
      let size = try #require(Int(line, radix: 16))
      rest = rest.dropFirst(line.utf8.count + 2)
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return String(decoding: body, as: UTF8.self)
  }
}
