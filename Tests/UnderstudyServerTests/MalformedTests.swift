import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("What is not HTTP", .waits) struct MalformedTests {
  /// Sends the bytes and returns the status of the answer, or nil when the connection is closed without one.
  private func status(_ bytes: String) throws -> Int? {
    let recorder = Recorder()
    let server = try Server(configuration: .init(port: 0), answer: recorder.answer)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(bytes)
    let head = String(decoding: try client.readUntilClose().prefix(12), as: UTF8.self)
    #expect(recorder.requests.isEmpty)
    #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\n\r\n").status == 200)
    return Int(head.suffix(3))
  }

  @Test(
    "A wrong request line",
    arguments: [
      ("GARBAGE\r\n\r\n", nil), ("\u{16}\u{3}\u{1}\n", nil), (" \r\n\r\n", nil), ("GET /\r\n\r\n", 400),
      ("GET / HTTP/x.y\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505), ("GET / HTTP/0.9\r\n\r\n", 505),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    ] as [(String, Int?)])
  func requestLine(_ bytes: String, _ expected: Int?) throws {
    #expect(try status(bytes) == expected)
  }

  @Test(
    "A wrong field",
    arguments: [
      ("no colon", 400), ("Content-Length: -1", 400), ("Content-Length: +1", 400), ("Content-Length: 0x1", 400),
      ("Content-Length:", 400), ("Content-Length: 1 1", 400), ("Content-Length: 1, 1", 400),
      ("Content-Length: 1\r\nContent-Length: 2", 400), ("Content-Length: 18446744073709551616", 413),
      ("Content-Length: 1\r\nTransfer-Encoding: chunked", 400), ("Transfer-Encoding: gzip", 501),
      ("Transfer-Encoding: gzip, chunked", 501), ("Transfer-Encoding: chunked ", 501),
      ("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip", 501), ("Transfer-Encoding:", 501),
    ])
  func field(_ line: String, _ expected: Int) throws {
    #expect(try status("PUT / HTTP/1.1\r\n\(line)\r\n\r\n") == expected)
  }

  @Test(
    "A wrong chunk",
    arguments: [
      ("x\r\n", 400), ("-1\r\n", 400), ("\r\n", 400), (";\r\n", 400),
      ("1\r\nab\r\n", 400), ("0x1\r\na\r\n", 400),
      ("10000000000000000\r\n", 413),
    ])
  func chunk(_ chunk: String, _ expected: Int) throws {
    #expect(try status("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)") == expected)
  }

  @Test(
    "A header that is too large",
    arguments: [
      ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\na: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431),
      ("GET / HTTP/1.1\r\n\(String(repeating: "a: b\r\n", count: 20_000))\r\n", 431),
      ("GET / HTTP/1.1\r\nCookie: \(String(repeating: "a=b; ", count: 5000))\r\n\r\n", 431),
    ])
  func tooLarge(_ bytes: String, _ expected: Int) throws {
    #expect(try status(bytes) == expected)
  }
}
