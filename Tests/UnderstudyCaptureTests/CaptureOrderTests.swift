import Testing
import UnderstudyCapture
import UnderstudyTestSupport

@Suite("Captures") struct CaptureOrderTests {
  private func request(_ name: String) -> String { #""method":"GET","url":"https://a/\#(name)""# }

  @Test func `are read in the order of the start times, those of equal times in the order in which they are given`()
    throws
  {
    let file = try RecordedFile()
    let first = try file.write(
      log([
        entry(at: "2026-04-17T12:00:03Z", request("c")), entry(at: "2026-04-17T12:00:01Z", request("a")),
        entry(at: "2026-04-17T12:00:05Z", request("e")), entry(at: "2026-04-17T12:00:05Z", request("f")),
      ]), to: "first.har")
    let second = try file.write(
      log([
        entry(at: "2026-04-17T14:00:02+02:00", request("b")), entry(at: "2026-04-17T12:00:05.000Z", request("g")),
        entry(at: "2026-04-17T12:00:04Z", request("d")),
      ]), to: "second.har")
    let found = try CaptureReader.exchanges(in: [first, second])
    #expect(found.map(\.exchange.request.url.last) == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(
      found.map(\.place) == [
        "first.har#2", "second.har#1", "first.har#1", "second.har#3", "first.har#3", "first.har#4", "second.har#2",
      ])
    #expect(try CaptureReader([first, second]).count == 7)
  }

  @Test func `have at most so many requests together`() throws {
    let file = try RecordedFile()
    var limits = CaptureLimits()
    limits.entries = 3
    let paths = try ["a", "b"].map { try file.write(log([entry(), entry()]), to: $0) }
    #expect(try CaptureReader([paths[0]], limits).count == 2)
    let error = try #require(#expect(throws: CaptureError.self) { try CaptureReader(paths, limits) })
    #expect(error.description.contains("/b:1:"))
    #expect(error.description.hasSuffix(": log.entries: the captures have more than 3 requests; read fewer"))
  }

  @Test("are read wherever a portion ends", arguments: [1, 2, 3, 5, 8, 13])
  func portions(_ shift: Int) throws {
    // The entry lies over the end of the first portion, which has 256 KiB.
    let padding = String(repeating: "\\u00e9é", count: 32_768 - 20 - shift)
    let text = log([entry()]).replacing(#""name":"x""#, with: #""name":"\#(padding)\\""#)
    let file = try RecordedFile()
    let exchange = try #require(try CaptureReader.exchanges(in: [file.write(text)]).first)
    #expect(exchange.exchange.response?.body.text == "{}")
  }
}
