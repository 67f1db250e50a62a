import HTTPTypes
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("The size of a request's head", .waits) struct HeadSizeTests {
  private static let start = "GET / HTTP/1.1\r\nHost: a\r\n"

  private static func field(_ name: String, _ values: [String], _ separator: String) -> String {
    "\(name): \(values.joined(separator: separator))\r\n"
  }

  private static func cookies(_ count: Int, bytes: Int) -> [String] {
    (0..<count).map { "c\($0)=".padding(toLength: bytes, with: "v") }
  }

  static let heads: [(name: String, fields: String)] = [
    ("196 small cookies", field("Cookie", cookies(196, bytes: 11), "; ")),
    ("8 KB of cookies", field("Cookie", cookies(580, bytes: 12), "; ")),
    ("8 KB of the smallest cookies", field("cookie", [String](repeating: "a=b", count: 1638), "; ")),
    ("8 KB without a value", field("Cookie", [String](repeating: "", count: 8192), ";")),
    ("196 fields with a cookie", cookies(196, bytes: 11).map { field("Cookie", [$0], "") }.joined()),
    ("8 KB in 100 fields", cookies(100, bytes: 82).map { field("Cookie", [$0], "") }.joined()),
    ("8 KB in 200 fields", cookies(200, bytes: 41).map { field("Cookie", [$0], "") }.joined()),
    ("16 KiB in one field", "A: \(String(repeating: "a", count: 16_384 - start.utf8.count - 7))\r\n"),
    (
      "16 KiB in a hundred fields", (100...199).map { "A\($0): \(String(repeating: "a", count: 155))\r\n" }.joined()
    ),
  ]

  @Test("What fits 16 KiB is read, and the connection goes on", arguments: heads.map(\.name))
  func fits(_ name: String) throws {
    let head = try #require(Self.heads.first { $0.name == name })
    let recorder = Recorder()
    let server = try Server(configuration: .tested(port: 0), answer: recorder.answer)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    let request = "\(Self.start)\(head.fields)\r\n"
    #expect(request.utf8.count <= 16_384)
    #expect(try client.exchange(request).status == 200)
    // In pieces, libmicrohttpd enlarges its buffer step by step.
    for piece in Array(request.utf8).split(every: 3000) { try client.send(piece) }
    #expect(try client.readAnswer().status == 200)
    #expect(try client.exchange("\(Self.start)\r\n").status == 200)
    for request in recorder.requests.dropLast() {
      #expect(request.fields.map { "\($0.name.rawName): \($0.value)\r\n" }.joined() == "Host: a\r\n" + head.fields)
    }
  }

  @Test(
    "What does not is refused once, and the connection closed",
    arguments: [
      ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      ("GET /\(String(repeating: "a", count: 16_384)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      ("\(start)a: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431),
      ("\(start)a: \(String(repeating: "a", count: 16_384 - start.utf8.count - 6))\r\n\r\n", 431),
      ("\(start)\(String(repeating: "a: b\r\n", count: 20_000))\r\n", 431),
      ("\(start)\(String(repeating: "a: b\r\n", count: 455))\r\n", 431),
      ("\(start)Cookie: \(String(repeating: "a=b; ", count: 5000))\r\n\r\n", 431),
    ].filter { request, _ in Transport.current == .plain || request.utf8.count < 30_000 })
  func tooLarge(_ request: String, _ expected: Int) throws {
    let recorder = Recorder()
    let server = try Server(configuration: .tested(port: 0), answer: recorder.answer)
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send(request)
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 \(expected) ") && answer.split(separator: "HTTP/1.1 ").count == 1)
    #expect(recorder.requests.isEmpty)
  }

  @Test func `A response whose head does not fit the memory beside it is a 431, once`() throws {
    let server = try Server(configuration: .tested(port: 0)) { request in
      .immediate(
        Response(
          status: 200, fields: [.server: String(repeating: "s", count: Int(request.target.dropFirst()) ?? 0)]))
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(try client.exchange("GET /16000 HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    try client.send("GET /40000 HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = String(decoding: try client.readUntilClose(), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 431 ") && answer.split(separator: "HTTP/1.1 ").count == 1)
  }
}

extension Array {
  fileprivate func split(every count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
  }
}

extension String {
  fileprivate func padding(toLength length: Int, with character: Character) -> String {
    self + String(repeating: character, count: max(0, length - count))
  }
}
