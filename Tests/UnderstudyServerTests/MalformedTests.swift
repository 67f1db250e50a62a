import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("What is not HTTP", .waits) struct MalformedTests {
  /// Sends the bytes, and behind them a request that must not be read. Returns the status of the one answer, or nil when the
  /// connection is closed without one.
  private func status(_ bytes: String) throws -> Int? {
    let recorder = Recorder()
    let errors = Mutex<[Int?]>([])
    let server = try Server(
      configuration: .tested(port: 0), onProtocolError: { error in errors.withLock { $0.append(error.status) } },
      answer: recorder.answer)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(bytes + "DELETE /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(recorder.requests.isEmpty)
    #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    let status = Int(answer.prefix(12).suffix(3))
    #expect(answer.split(separator: "HTTP/1.1 ").count == (status == nil ? 0 : 1), "\(answer)")
    #expect(answer.isEmpty || answer.contains("\r\nConnection: close\r\n") && answer.contains("\r\nDate: "))
    // With TLS, a client that gets no answer has got a certificate at least.
    if status != nil || Transport.current == .plain { #expect(until { errors.withLock(\.self) == [status] }) }
    return status
  }

  @Test(
    "A wrong request line",
    arguments: [
      ("GARBAGE\r\n\r\n", nil), (" \r\n\r\n", nil), ("GET /\r\n\r\n", 400),
      ("GET / HTTP/x.y\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505), ("GET / HTTP/0.9\r\n\r\n", 505),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ] as [(String, Int?)])
  func requestLine(_ bytes: String, _ expected: Int?) throws {
    #expect(try status(bytes) == expected)
  }

  @Test(
    "A request line with a part too many",
    arguments: [
      "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET /a b HTTP/1.1", "GET /a\tb HTTP/1.1", "G\tET / HTTP/1.1",
      "G{T / HTTP/1.1",
      "GET /a\rb HTTP/1.1", "\rGET / HTTP/1.1", "GET /\u{7F} HTTP/1.1", "GE\0T / HTTP/1.1", "GET\0 / HTTP/1.1",
      "GET /a\0b HTTP/1.1",
      "GET \0/ HTTP/1.1", "GET /\0 HTTP/1.1", "GET /a\0HTTP/1.1 HTTP/1.1", "GET /a?b\0c HTTP/1.1",
    ])
  func requestLineOfFour(_ line: String) throws {
    #expect(try status("\(line)\r\nHost: a\r\n\r\n") == 400)
  }

  @Test(
    "A wrong field",
    arguments: [
      ("no colon", 400), ("Content-Length: -1", 400), ("Content-Length: +1", 400), ("Content-Length: 0x1", 400),
      ("Content-Length:", 400), ("Content-Length: 1 1", 400), ("Content-Length: 1, 1", 400),
      ("Content-Length: 1\r\nContent-Length: 2", 400), ("Content-Length: 1\r\ncontent-length: 1", 400),
      ("Content-Length: 18446744073709551616", 413), ("Content-Length : 44", 400), ("Content-Length\t: 44", 400),
      ("Content-Length: 1\r\nTransfer-Encoding: chunked", 400), ("Transfer-Encoding: gzip", 501),
      ("Transfer-Encoding: gzip, chunked", 501), ("Transfer-Encoding: chunked ", 501),
      ("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip", 501), ("Transfer-Encoding:", 501),
      ("Host: a", 400), ("host: b", 400), (": a", 400), ("a b: 1", 400), ("a{b: 1", 400), ("ä: 1", 400),
      (" a: b", 400),
      ("a: b\rc", 400), ("a: \u{1B}[0m", 400), ("a: b\u{7F}", 400), ("a: 1234567\u{8}12345678", 400),
      ("a\r: b", 400),
      ("a\0b: c", 400), ("a: b\0c", 400), ("a: b\0", 400), ("a:\0b", 400), ("\0a: b", 400), ("\0", 400),
      ("a: b\r\n\0\r\nc: d", 400),
    ])
  func field(_ line: String, _ expected: Int) throws {
    #expect(try status("PUT / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n") == expected)
  }

  @Test(
    "A folded field, wherever it is",
    arguments: [
      "Host: a\r\nAuthorization: Bearer\r\n secret", "Host: a\r\nA: b\r\n\tc\r\nD: e", "Host:\r\n a",
      " a: b\r\nHost: a",
      "Host: a\r\nA:             b\r\n c", "Host: a\r\nA: b\r\n \r\nC: d", "Host: a\nA: b\n c",
      "Host: a\r\nA: b\r\n c\r\n d\r\n e",
    ])
  func folded(_ lines: String) throws {
    #expect(try status("PUT / HTTP/1.1\r\n\(lines)\r\n\r\n") == 400)
  }

  @Test func `A folded field at the end of what libmicrohttpd has read`() throws {
    for size in 16_300...16_340 {
      let field = "a: \(String(repeating: "b", count: size - 50))\r\n c\r\n"
      #expect(try [400, 431].contains(status("PUT / HTTP/1.1\r\nHost: a\r\n\(field)\r\n")), "\(size)")
    }
  }

  @Test("A Host must be there once, but in old HTTP", arguments: [("1.1", 400), ("1.0", nil)] as [(String, Int?)])
  func host(_ version: String, _ expected: Int?) throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let answer = try RawClient(port: server.port).exchange("GET / HTTP/\(version)\r\nA: b\r\n\r\n")
    #expect(answer.status == expected ?? 200)
    #expect(try status("GET / HTTP/\(version)\r\nHost: a\r\nHost: a\r\n\r\n") == 400)
  }

  @Test func `A body in chunks in old HTTP`() throws {
    #expect(try status("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400)
  }

  @Test(
    "A wrong chunk",
    arguments: [
      ("x\r\n", 400), ("-1\r\n", 400), ("\r\n", 400), (";\r\n", 400),
      ("1\r\nab\r\n", 400), ("0x1\r\na\r\n", 400),
      ("10000000000000000\r\n", 413),
    ])
  func chunk(_ chunk: String, _ expected: Int) throws {
    #expect(try status("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)") == expected)
  }

  @Test(
    "A head that arrives in pieces is checked no less",
    arguments: ["Content-Length : 44", "Content-Length: x", "a: b\r\n c"])
  func pieces(_ line: String) throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for byte in "PUT / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n".utf8 { try client.send([byte]) }
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.split(separator: "HTTP/1.1 ").count == 1)
  }

  @Test func `LF alone ends a line`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    #expect(
      try RawClient(port: server.port).exchange("GET / HTTP/1.1\nHost: a\nA: b\r\nC: d\n\n").text
        == "GET /\nA=[b]\nC=[d]\n")
  }
}
