import Foundation
import Testing
import UnderstudyTestSupport

@Suite("What the server refuses before any endpoint", .waits) struct ProtocolErrorTests {
  private static let head = "GET /SECRET HTTP/1.1\r\nHost: localhost\r\n"

  static let requests: [(request: String, status: String)] = [
    ("\(head)Authorization: Bearer\r\n SECRET\r\n\r\n", "400"), ("\(head)no colon SECRET\r\n\r\n", "400"),
    ("\(head)Content-Length: SECRET\r\n\r\n", "400"),
    ("\(head)A: \(String(repeating: "SECRET", count: 20_000))\r\n\r\n", "431"),
    ("GET /SECRET HTTP/3.0\r\n\r\n", "505"), ("\(head)Transfer-Encoding: SECRET\r\n\r\n", "501"),
    ("\(head)Transfer-Encoding: chunked\r\n\r\nSECRET\r\n", "400"),
    ("\(head)Transfer-Encoding: chunked\r\n\r\n1;\(String(repeating: "SECRET", count: 20_000))", "400"),
  ]

  @Test("is counted, and logged in one line without any of it", arguments: ["text", "json"])
  func isRecorded(_ format: String) throws {
    let server = try Serving(["--log-format", format])
    defer { server.kill() }
    for (request, status) in Self.requests {
      let client = try server.client()
      try? client.send(request)
      #expect(String(decoding: try client.readUntilClose(), as: UTF8.self).hasPrefix("HTTP/1.1 \(status) "))
    }
    let metrics = try server.get("/__admin/metrics").text
    for (status, requests) in Dictionary(grouping: Self.requests, by: \.status) {
      #expect(metrics.contains("\nunderstudy_protocol_errors_total{status=\"\(status)\"} \(requests.count)\n"))
    }
    let log = try server.stop().errors
    #expect(!log.contains("SECRET"))
    let lines = log.split(separator: "\n").filter { $0.contains("refused") }
    #expect(lines.count == Self.requests.count)
    for (line, sent) in zip(lines, Self.requests) {
      #expect(line.contains("warning") && line.contains("reason") && line.contains(sent.status))
    }
  }

  @Test func `Hostile connections take less than a tenth of a core`() throws {
    let server = try Serving()
    defer { server.kill() }
    let host = "Host: localhost\r\n"
    let upload = "PUT /x HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n"
    let shapes = [
      "\(upload)5;\(String(repeating: "x", count: 40_000))",
      "\(upload)0\r\nA: \(String(repeating: "x", count: 40_000))",
      "\(upload)5\r\nhe", "GET / HTTP/1.1\r\n\(host)A: ", "GET /__admin/ev",
      "GET /__admin/events HTTP/1.1\r\n\(host)\r\n",
    ]
    var clients: [RawClient] = []
    for shape in shapes {
      for index in 1...20 {
        let client = try server.client()
        try client.send(shape)
        if index.isMultiple(of: 2) { client.halfClose() }
        clients.append(client)
      }
    }
    // Sooner or later; a connection that is not closed would time out after a minute.
    let shares = (1...20).lazy.map { _ in server.program.processorShare(over: 1) }
    #expect(shares.contains { $0 < 0.1 })
    clients.forEach { $0.close() }
  }
}

extension Program {
  /// The processor time that the process takes in so many seconds, in processors.
  fileprivate func processorShare(over seconds: Double) -> Double {
    let before = processorTime
    Thread.sleep(forTimeInterval: seconds)
    return (processorTime - before) / seconds
  }

  /// The processor time of the process so far, in seconds.
  private var processorTime: Double {
    let fields = (try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.dropFirst(13).prefix(2).compactMap { Double($0) }.reduce(0, +)
      / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
