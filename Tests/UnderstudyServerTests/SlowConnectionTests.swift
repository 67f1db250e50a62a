import Dispatch
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A connection that does nothing, or little", .waits) struct SlowConnectionTests {
  @Test func `One that is silent for longer than the timeout is closed`() throws {
    let starts = ["", "GET / HT", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"]
    try GrowingDelay.attempt { timeout in
      let configuration = Server.Configuration.tested(
        port: 0, inactivityTimeout: timeout.milliseconds / 1000)
      let server = try Server(configuration: configuration, answer: echo)
      defer { server.stop() }
      let clients = try timeout.inTime {
        try starts.map { start in
          let client = try RawClient(port: server.port)
          try client.send(start)
          return client
        }
      }
      for client in clients { #expect(try client.readUntilClose() == []) }
    }
  }

  @Test func `One that trickles holds up nobody else`() throws {
    let server = try Server(configuration: .tested(port: 0), answer: echo)
    defer { server.stop() }
    let slow = try RawClient(port: server.port)
    for byte in "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".utf8 {
      try slow.send([byte])
      #expect(
        try RawClient(port: server.port).exchange("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /fast\n")
    }
    #expect(try slow.readAnswer().text == "GET /slow\n")
  }

  /// Bytes and the end behind them are there before the server looks, which libmicrohttpd then takes for bytes alone.
  @Test(
    "One that ended before the server looked is closed at once", .connectsAtOnce,
    arguments: [
      ("", ""), ("GET / HT", ""), ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc", ""),
      ("GET /whole HTTP/1.1\r\nHost: a\r\n\r\n", "GET /whole\n"),
      (
        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n\(String(repeating: "x", count: 60_000))",
        "\n\(String(repeating: "x", count: 60_000))"
      ),
    ])
  func ended(_ sent: String, _ answer: String) throws {
    let (held, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let server = try Server(configuration: .tested(port: 0)) { request in
      if request.target == "/hold" {
        held.signal()
        release.wait()
      }
      return echo(request)
    }
    defer { server.stop() }
    let holder = try RawClient(port: server.port)
    try holder.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    held.wait()
    let clients = try (1...300).map { _ in try RawClient(port: server.port) }
    for client in clients {
      try client.send(sent)
      client.halfClose()
    }
    release.signal()
    for client in clients {
      #expect(String(decoding: try client.readUntilClose(), as: UTF8.self).hasSuffix(answer))
    }
  }

  @Test(.connectsAtOnce)
  func `One beyond the limit waits until another closes`() throws {
    let server = try Server(configuration: .tested(port: 0, connectionLimit: 2), answer: echo)
    defer { server.stop() }
    let served = try (1...2).map { _ in try RawClient(port: server.port) }
    for client in served { _ = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
    let waiting = try RawClient(port: server.port, timeout: 1)
    #expect(throws: RawClient.Failure.self) { try waiting.exchange("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n") }
    served[0].close()
    var answer: RawAnswer?
    #expect(
      until {
        answer = try? waiting.readAnswer(); return answer != nil
      })
    #expect(answer?.text == "GET /3\n")
  }
}
