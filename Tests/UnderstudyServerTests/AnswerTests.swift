import HTTPTypes
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

@Suite("An answer, as the client reads it", .waits) struct AnswerTests {
  private func answer(
    _ response: Response, to request: String = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  ) throws -> RawAnswer {
    let server = try Server(configuration: .tested(port: 0)) { _ in .immediate(response) }
    defer { server.stop() }
    return try RawClient(port: server.port).exchange(request)
  }

  @Test func `Status, fields and body are sent as they were given`() throws {
    var fields: HeaderSection = [.contentType: "application/json", .setCookie: "a=1"]
    fields.append(HTTPField(name: .setCookie, value: "b=2"))
    let answer = try answer(Response(status: 418, fields: fields, body: Array(0...255)))
    #expect(answer.status == 418)
    let own = answer.fields.filter { $0.name != "Date" && $0.name != "Content-Length" }
    #expect(own.map(\.name) == ["Content-Type", "Set-Cookie", "Set-Cookie"])
    #expect(own.map(\.value) == ["application/json", "a=1", "b=2"])
    #expect(answer["Content-Length"] == "256" && answer["Date"]?.hasSuffix(" GMT") == true)
    #expect(answer.body == Array(0...255))
  }

  @Test func `The answer to HEAD has the length of the body but not the body`() throws {
    let server = try Server(configuration: .tested(port: 0)) { _ in
      .immediate(Response(status: 200, body: [1, 2, 3]))
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(try client.exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")["Content-Length"] == "3")
    #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body == [1, 2, 3])
  }

  @Test("A status without a body sends none", arguments: [204, 304])
  func noBody(_ status: Int) throws {
    let server = try Server(configuration: .tested(port: 0)) { _ in .immediate(Response(status: status, body: [1]))
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for _ in 1...3 { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == status) }
  }

  @Test("A status that HTTP does not have is sent as 500", arguments: [.min, -1, 0, 99, 100, 102, 1000, .max])
  func wrongStatus(_ status: Int) throws {
    #expect(try answer(Response(status: status, body: [7])).body == [7])
    #expect(try answer(Response(status: status)).status == 500)
  }

  @Test func `Control characters in a value become spaces and end no line`() throws {
    let value = Array("a\r\nX-Evil: 1\u{0}\u{1}\u{1B}\u{7F}\tb".utf8)
    let fields = HeaderSection([HTTPField(name: .server, lenientValue: value)])
    let answer = try answer(Response(status: 200, fields: fields))
    #expect(answer["Server"] == "a  X-Evil: 1    \tb")
    #expect(answer["X-Evil"] == nil)
  }

  @Test func `Bytes that are not ASCII pass through a value`() throws {
    let answer = try answer(Response(status: 200, fields: [.server: "Übung"]))
    #expect(answer["Server"] == "Übung")
  }

  @Test func `A field that libmicrohttpd refuses is left out of the answer`() throws {
    let fields: HeaderSection = [.server: "", .contentLength: "9", .transferEncoding: "gzip", .allow: "GET"]
    let answer = try answer(Response(status: 200, fields: fields, body: [1]))
    #expect(answer["Allow"] == "GET" && answer["Server"] == nil && answer["Transfer-Encoding"] == nil)
    #expect(answer["Content-Length"] == "1" && answer.body == [1])
  }

  @Test func `A body of five megabytes arrives whole`() throws {
    let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try answer(Response(status: 200, body: body)).body == body)
  }
}
