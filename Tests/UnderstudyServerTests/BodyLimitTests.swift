import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A body that is too large", .waits) struct BodyLimitTests {
  private let recorder = Recorder()
  private let server: Server
  private let client: RawClient
  private let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"

  init() throws {
    server = try Server(configuration: .tested(port: 0, maximumBodyBytes: 1000), answer: recorder.answer)
    client = try RawClient(port: server.port)
  }

  private func header(length: Int, _ more: String = "") -> String {
    "PUT / HTTP/1.1\r\nHost: a\r\n\(more)Content-Length: \(length)\r\n\r\n"
  }

  private func chunked(bytes: Int) -> String {
    let chunk = "3e8\r\n\(String(repeating: "x", count: 1000))\r\n"
    let chunks = String(repeating: chunk, count: bytes / 1000)
    return "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n"
  }

  @Test func `One of exactly the limit is not`() throws {
    let body = String(repeating: "x", count: 1000)
    #expect(try client.exchange(header(length: 1000) + body).status == 200)
    #expect(try client.exchange(chunked(bytes: 1000)).status == 200)
    #expect(recorder.requests.map(\.body) == [.complete(Array(body.utf8)), .complete(Array(body.utf8))])
  }

  @Test(
    "One sent before reading is read and answered, and the connection goes on",
    arguments: [1001, 4_000_000])
  func unasked(_ length: Int) throws {
    try client.send(header(length: length) + String(repeating: "x", count: length))
    #expect(try client.readAnswer().text == "more than 1000")
    #expect(try client.exchange(next).status == 200)
    #expect(recorder.requests.map(\.body) == [.tooLarge(limit: 1000), .complete([])])
  }

  @Test func `One announced with Expect is answered at once, without 100 Continue`() throws {
    let answer = try client.exchange(header(length: 1001, "Expect: 100-Continue\r\n"))
    #expect(answer.status == 413 && answer["Connection"] == "close")
    #expect(try client.readUntilClose() == [])
    #expect(recorder.requests.count == 1)
  }

  @Test(
    "One of a length not worth reading is answered at once",
    arguments: [
      1000 + 16_777_217, 1 << 40, Int.max,
    ])
  func hopeless(_ length: Int) throws {
    let answer = try client.exchange(header(length: length))
    #expect(answer.status == 413 && answer["Connection"] == "close")
    #expect(try client.readUntilClose() == [])
    #expect(recorder.requests.count == 1)
  }

  @Test func `One in chunks is read, answered at its end, and the connection goes on`() throws {
    try client.send(chunked(bytes: 3_000_000))
    #expect(try client.readAnswer().text == "more than 1000")
    #expect(try client.exchange(next).status == 200)
    #expect(recorder.requests.map(\.body) == [.tooLarge(limit: 1000), .complete([])])
  }

  @Test func `One in chunks that is not worth reading is cut off`() throws {
    #expect(throws: RawClient.Failure.self) {
      try client.send(chunked(bytes: 16_779_000))
      _ = try client.readAnswer()
    }
    #expect(recorder.requests.isEmpty)
    #expect(try RawClient(port: server.port).exchange(next).status == 200)
  }

  @Test func `One that is cut off with its last byte is closed soon, though nothing more comes`() throws {
    let server = try Server(
      configuration: .tested(port: 0, maximumBodyBytes: 1000, inactivityTimeout: 3600), answer: recorder.answer)
    defer { server.stop() }
    let before = sockets(at: server.port).count
    let client = try RawClient(port: server.port)
    let size = 1000 + 16_777_216 + 1
    try client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(String(size, radix: 16))\r\n")
    try client.send(String(repeating: "x", count: size))
    _ = try client.readUntilClose()
    // The client has read the end of the response; the connection is closed a second later.
    #expect(until { sockets(at: server.port).count == before })
  }

  /// The server looks for uploads that stall while the connections of those that were cut off linger.
  @Test func `Some that are cut off beside one that stalls leave the server as it was`() async {
    await #expect(processExitsWith: .success) {
      overwriteFreedMemory()
      let server = try Server(configuration: .tested(port: 0, maximumBodyBytes: 1000), answer: echo)
      let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      let chunk = "100000\r\n\(String(repeating: "x", count: 1 << 20))\r\n"
      for _ in 1...3 {
        let stalling = try RawClient(port: server.port)
        try stalling.send(head)
        let cutOff = try (1...2).map { _ in try RawClient(port: server.port) }
        for client in cutOff {
          try client.send(head)
          // The last of it may find the connection closed.
          for _ in 1...17 { try? client.send(chunk) }
        }
        try stalling.send("5;" + String(repeating: "x", count: 40_000))
        for client in cutOff + [stalling] { _ = try? client.readUntilClose() }
        #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
      }
      server.stop()
    }
  }
}
