import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A request, as the server sees it", .waits) struct RequestTests {
  private func seen(_ request: String) throws -> String {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    return try RawClient(port: server.port).exchange(request).text
  }

  @Test(
    "The target stays as it was sent",
    arguments: [
      "/", "/v1/agents/a%20b?x=1&y=%2F", "/a?", "/a?b?c", "//a/../b", "*", "http://h:1/a?b#c", "/%00%zz", "/ä",
      "/%0D%0A",
    ])
  func target(_ target: String) throws {
    #expect(try seen("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") == "GET \(target)\n")
  }

  @Test("Any method is passed on in its case", arguments: ["GET", "get", "PATCH", "M-SEARCH", "OPTIONS"])
  func method(_ method: String) throws {
    #expect(try seen("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n") == "\(method) /\n")
  }

  @Test func `A query of fifteen hundred arguments is a query like any other`() throws {
    let target = "/?" + (1...1500).map { "id=\($0)" }.joined(separator: "&")
    #expect(try seen("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n") == "GET \(target)\n")
  }

  @Test func `Fields keep their order, repeats, case and inner spaces, and lose the outer ones`() throws {
    let text = try seen("GET / HTTP/1.1\r\nHost: a\r\nB: 1\r\na:2\r\nb: \t x  y \t \r\nC:\r\n\r\n")
    #expect(text == "GET /\nB=[1]\na=[2]\nb=[x  y]\nC=[]\n")
  }

  @Test func `A body by length arrives whole, whatever its bytes`() throws {
    let recorder = Recorder()
    let server = try Server(configuration: .tested(port: 0), answer: recorder.answer)
    defer { server.stop() }
    let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    _ = try RawClient(port: server.port)
      .exchange(Array("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body)
    #expect(recorder.requests.map(\.body) == [.complete(body)])
  }

  @Test func `A chunked body arrives joined, without extensions and trailers`() throws {
    let chunks = "5;a=b\r\nhello\r\n1\r\n \r\n0005\r\nworld\r\n0\r\nTrailer: t\r\n\r\n"
    let text = try seen("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n\(chunks)")
    #expect(text == "POST /\nTransfer-Encoding=[Chunked]\nhello world")
  }

  @Test func `Expect 100-continue is answered before the body is sent`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let header = "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
    #expect(try client.exchange(header).status == 100)
    #expect(try client.exchange("body").text.hasSuffix("\nbody"))
  }

  @Test func `A request that arrives byte by byte is one request`() throws {
    let recorder = Recorder()
    let server = try Server(configuration: .tested(port: 0), answer: recorder.answer)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for byte in "POST /a?b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8 {
      try client.send([byte])
    }
    #expect(try client.readAnswer().text == "POST /a?b\nTransfer-Encoding=[chunked]\nabc")
    #expect(recorder.requests.count == 1)
  }

  @Test func `A client that says nothing more will come still gets its answer`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
    client.halfClose()
    #expect(try client.readAnswer().text == "GET /last\n")
  }
}
