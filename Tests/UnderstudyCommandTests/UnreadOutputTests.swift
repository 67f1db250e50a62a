import Foundation
import Testing
import UnderstudyTestSupport

@Suite("Standard error or output that is not read", .waits) struct UnreadOutputTests {
  /// Returns a pipe that takes nothing until it is read.
  private static func fullPipe() throws -> Pipe {
    let pipe = Pipe()
    let size = fcntl(pipe.fileHandleForWriting.fileDescriptor, 1032)  // F_GETPIPE_SZ
    try pipe.fileHandleForWriting.write(contentsOf: Data(repeating: UInt8(ascii: "."), count: Int(size)))
    return pipe
  }

  private static func dropped(_ server: Serving) throws -> Int? {
    try server.get("/__admin/metrics").text.firstMatch(of: /\nunderstudy_log_dropped_lines_total (\d+)\n/)
      .flatMap { Int($0.1) }
  }

  @Test func `Requests are answered, and SIGTERM ends the process`() throws {
    let errors = try Self.fullPipe()
    let server = try Serving(["--fail-on", "unmatched"], errors: errors)
    defer { server.kill() }
    let client = try server.client()
    for number in 1...300 {
      #expect(try client.exchange("GET /nowhere/\(number) HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
    }
    #expect(try Self.dropped(server) == 0)
    #expect(try server.stop().code == 3)
  }

  @Test func `Lines beyond the bound are dropped, counted, and reported when it is read again`() throws {
    let errors = try Self.fullPipe()
    let server = try Serving(errors: errors)
    defer { server.kill() }
    let client = try server.client()
    // 6 MB.
    let path = String(repeating: "x", count: 10_000)
    for _ in 1...600 { _ = try client.exchange("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n") }
    let dropped = try #require(try Self.dropped(server))
    #expect(100..<600 ~= dropped)
    try errors.fileHandleForWriting.close()
    let lines = LineReader(errors.fileHandleForReading)
    var line = try lines.nextLine()
    var kept = 0
    while let text = line, !text.contains(" were dropped, because standard error was not read ") {
      kept += text.contains("/xxx") ? 1 : 0
      line = try lines.nextLine()
    }
    #expect(
      line?.hasSuffix(" warning log lines were dropped, because standard error was not read lines=\(dropped)")
        == true)
    #expect(kept + dropped == 600)
    #expect(try client.exchange("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
    #expect(try lines.nextLine()?.contains(" path=/next ") == true)
    #expect(try Self.dropped(server) == dropped)
    #expect(try server.stop().code == 0)
    #expect(try lines.nextLine()?.contains(" stopping signal=SIGTERM") == true)
  }

  @Test func `A ready line that is not read holds up neither requests nor SIGTERM`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("port")
    let program = try Program(["--port=0", "--port-file", file], output: Self.fullPipe())
    defer { program.kill() }
    var port: UInt16?
    #expect(
      until {
        port = (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { UInt16($0.dropLast()) }
        return port != nil
      })
    #expect(until { program.errors.contains(" info dashboard ") })
    let client = try RawClient(port: try #require(port))
    #expect(try client.exchange("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
    program.signal(SIGTERM)
    #expect(try program.ending().code == 0)
  }
}
