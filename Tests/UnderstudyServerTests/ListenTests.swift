import Testing
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyTestSupport

@Suite("Listening", .waits) struct ListenTests {
  @Test(
    "The host is an address or a name",
    arguments: [
      ("127.0.0.1", ["127.0.0.1"]), ("0.0.0.0", ["127.0.0.1", "127.0.0.2"]), ("localhost", ["127.0.0.1"]),
      ("::1", ["::1"]), ("::", ["::1", "127.0.0.1"]),
    ])
  func host(_ host: String, _ reachable: [String]) throws {
    let server = try Server(configuration: .tested(host: host, port: 0), answer: echo)
    defer { server.stop() }
    #expect(server.port > 0)
    for address in reachable {
      let client = try RawClient(host: address, port: server.port)
      #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
    }
  }

  @Test func `A port in use is reported in one sentence`() throws {
    let first = try Server(configuration: .tested(port: 0), answer: echo)
    defer { first.stop() }
    let error = try #require(throws: SystemError.self) {
      try Server(configuration: .tested(port: first.port), answer: echo)
    }
    #expect(error.description == "cannot listen on 127.0.0.1:\(first.port): Address already in use")
  }

  @Test func `A port can be taken again as soon as the server on it has stopped`() throws {
    var port: UInt16 = 0
    for _ in 1...3 {
      let server = try Server(configuration: .tested(port: port), answer: echo)
      port = server.port
      let client = try RawClient(port: port)
      _ = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      server.stop()
    }
  }

  @Test(
    "A host that is not here is reported in one sentence",
    arguments: [
      ("no.such.host.invalid", "cannot listen on no.such.host.invalid:4010: Name or service not known"),
      ("192.0.2.1", "cannot listen on 192.0.2.1:4010: Cannot assign requested address"),
      ("2001:db8::1", "cannot listen on [2001:db8::1]:4010: Cannot assign requested address"),
    ])
  func unknownHost(_ host: String, _ sentence: String) throws {
    let error = try #require(throws: SystemError.self) {
      try Server(configuration: .tested(host: host, port: 4010), answer: echo)
    }
    #expect(error.description == sentence)
  }
}
