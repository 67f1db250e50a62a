import Foundation
import Testing
import UnderstudyCapture
import UnderstudyTestSupport

@Suite("A hostile capture", .waits) struct HostileCaptureTests {
  @Test(
    "is refused without recursion or memory without a bound",
    arguments: [
      (String(repeating: "[", count: 1_000_000), "a HAR file must be an object"),
      (#"{"log":{"entries":[],"x":"# + String(repeating: "[", count: 1_000_000), "nested too deep"),
      (
        #"{"log":{"entries":[{"startedDateTime":"2026-04-17T12:00:00Z","x":"#
          + String(repeating: #"{"a":"#, count: 200),
        "nested too deep"
      ),
      (#"{"log":{"entries":[],"x":"# + String(repeating: "1", count: 100_000), "longer than 1024 characters"),
      (#"{"log":{"entries":[],"x":""# + String(repeating: "a", count: 1_000_000), "the file ends in the middle"),
      (
        #"{"log":{"entries":[{"startedDateTime":""# + String(repeating: "2", count: 5000) + #""}]}}"#,
        "must be a time"
      ),
    ])
  func refused(_ text: String, _ message: String) throws {
    #expect(try RecordedFile().error(text).contains(message))
  }

  @Test("may have long names, long strings and much white space") func long() throws {
    let long = String(repeating: "n", count: 300_000)
    let text = log([entry(others: #","\#(long)":"\#(long)""#)])
      .replacing(#"{"version""#, with: "{\(String(repeating: " ", count: 600_000))\"\(long)\":[{}],\"version\"")
    let file = try RecordedFile()
    #expect(try CaptureReader.exchanges(in: [file.write(text)]).count == 1)
  }

  @Test func `that ends anywhere is refused, and each of its beginnings too`() throws {
    let file = try RecordedFile()
    let text = Array(log([entry(), entry()]).utf8)
    for count in stride(from: 1, to: text.count, by: ExternalProgram.isRequired ? 1 : 7) {
      let path = file.scratch("capture.har")
      try Data(text.prefix(count)).write(to: URL(filePath: path))
      #expect(throws: CaptureError.self) { try CaptureReader([path]) }
    }
  }

  @Test func `with a byte changed is read or refused, and never crashes`() throws {
    let file = try RecordedFile()
    let text = Array(
      log([entry(#""method":"PUT","url":"https://a/","postData":{"text":"\u00e9","mimeType":""}"#)]).utf8)
    var refused = 0
    for index in stride(from: 0, to: text.count, by: ExternalProgram.isRequired ? 1 : 5) {
      for byte: UInt8 in [0, 0x22, 0x5C, 0x7D, 0xFF] {
        var changed = text
        changed[index] = byte
        let path = file.scratch("capture.har")
        try Data(changed).write(to: URL(filePath: path))
        do {
          try CaptureReader([path]).forEach { _, _ in }
        } catch let error as CaptureError {
          refused += 1
          #expect(error.reason == .invalid)
        }
      }
    }
    #expect(refused > 100)
  }
}

@Suite("A large exchange", .waits) struct LargeExchangeTests {
  private func limits(_ bytes: Int) -> CaptureLimits {
    var limits = CaptureLimits()
    limits.entryBytes = bytes
    return limits
  }

  @Test func `is read without its long bodies, which count as cut`() throws {
    let file = try RecordedFile()
    let long = String(repeating: #"\"é\\"#, count: 40_000)
    let text = log([
      entry(
        #""method":"PUT","url":"https://a/x","postData":{"mimeType":"a\"b","text":"\#(long)"}"#,
        response: #""status":201,"content":{"size":4,"mimeType":"x","text":"[\"\\\"]"}"#),
      entry(at: "2026-04-17T12:00:01Z"),
    ])
    let path = try file.write(text)
    let whole = try CaptureReader.exchanges(in: [path]).map(\.exchange)
    #expect(whole.first?.request.body.text?.utf8.count == 160_000)
    let shortened = try CaptureReader.exchanges(in: [path], limits(100_000)).map(\.exchange)
    #expect(shortened.count == 2 && shortened.first?.request.url == "https://a/x")
    #expect(shortened.first?.request.body.reason == "the recorded exchange is too large to be read whole")
    #expect(shortened.first?.response?.status == 201 && shortened.first?.response?.body.text == #"["\"]"#)
    #expect(shortened.last?.response?.body.text == "{}")
  }

  @Test func `of many small parts is refused`() throws {
    let file = try RecordedFile()
    let parts = String(repeating: "[],", count: 50_000)
    let error = try file.error(log([entry(others: #","x":[\#(parts)1]"#)]), limits(100_000))
    #expect(
      error.hasPrefix("capture.har:1:") && error.contains("log.entries[0]: the request has more than 100000 bytes"))
  }

  @Test(
    "file is read in memory that does not grow with it", .ends,
    .disabled(
      if: Sanitizer.current != nil, "a sanitizer keeps for a while what was freed, to see what still uses it"))
  func memory() async {
    await #expect(processExitsWith: .success) {
      let file = try RecordedFile()
      let megabytes = ExternalProgram.isRequired ? 100 : 20
      let path = file.scratch("large.har")
      try Self.write(megabytes: megabytes, to: path)
      let small = try file.write(log([entry()]))
      _ = try CaptureReader.exchanges(in: [small])
      let before = try kilobytes("VmHWM:")
      var bytes = 0
      try CaptureReader([path]).forEach { _, exchange in bytes += exchange.response?.body.text?.utf8.count ?? 0 }
      #expect(bytes >= megabytes << 20)
      #expect(try kilobytes("VmHWM:") - before < 10_000)
    }
  }

  private static func write(megabytes: Int, to path: String) throws {
    let body = String(repeating: "0123456789abcdef", count: 1 << 14)
    let large = entry(
      response: #""status":200,"content":{"size":262144,"mimeType":"text/plain","text":"\#(body)"}"#)
    try Data(#"{"log":{"entries":["#.utf8).write(to: URL(filePath: path))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    for number in 0..<megabytes * 4 { try handle.write(contentsOf: Data((number == 0 ? large : ",\(large)").utf8)) }
    try handle.write(contentsOf: Data("]}}".utf8))
    try handle.close()
  }
}
