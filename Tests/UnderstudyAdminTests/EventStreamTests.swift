import Logging
import Testing
import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The pending events of a client", .waits) struct EventStreamTests {
  private let stream = EventStream(of: "a")
  private let start = ContinuousClock.now

  /// Requests that were answered, whose paths have such a length.
  private static func entries(_ count: Int, pathBytes: Int = 2) throws -> [JournalEntry] {
    let store = try AgentStore(.memory)
    let seeds = try SeedReader.read(directories: [FreshServer.seedData], registry: Registry())
    let sandboxes = Sandboxes(store)
    let emulator = Emulator(
      registry: Registry(), seeds: seeds, sandboxes: sandboxes,
      logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    let path = "/" + String(repeating: "a", count: pathBytes - 1)
    for _ in 1...count { _ = emulator.answer(Request(method: "GET", target: path)) }
    return sandboxes.journal.entries(of: sandboxes.defaultSandbox.generation)
  }

  /// What is sent at this time, nil for nothing.
  private func sent(after milliseconds: Int) -> String? {
    guard case .bytes(let bytes) = stream.next(at: start + .milliseconds(milliseconds)) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// When there may be more, in milliseconds.
  private func pause(after milliseconds: Int) -> Int? {
    guard case .nothing(let time) = stream.next(at: start + .milliseconds(milliseconds)) else { return nil }
    // The stream began a little before or after the test.
    return Int((start.duration(to: time) / .milliseconds(100)).rounded()) * 100
  }

  private func requests(_ text: String?) -> Int { text?.matches(of: /event: request\n/).count ?? 0 }

  @Test func `are fifty requests of a second, and then the number of the others`() throws {
    let entries = try Self.entries(500)
    for entry in entries { _ = stream.add(.recorded(entry), at: start + .milliseconds(100)) }
    #expect(requests(sent(after: 100)) == EventStream.maximumPerSecond)
    #expect(pause(after: 100) == 1100)
    #expect(sent(after: 1099) == nil)
    #expect(
      sent(after: 1100) == "event: skipped\ndata: {\"count\":450,\"refused\":0,\"sandboxes\":{\"default\":450}}\n\n"
    )
    #expect(sent(after: 1100) == nil)
    for entry in entries.prefix(7) { _ = stream.add(.recorded(entry), at: start + .milliseconds(1200)) }
    #expect(requests(sent(after: 1200)) == 7)
  }

  @Test func `wake the client for events that it gets, and once for the others`() throws {
    let woken = try Self.entries(200).count { stream.add(.recorded($0), at: start + .milliseconds(100)) }
    #expect(woken == EventStream.maximumPerSecond + 1)
  }

  @Test func `have the number of skipped requests before the requests of the next second`() throws {
    let entries = try Self.entries(60)
    for entry in entries { _ = stream.add(.recorded(entry), at: start) }
    for entry in entries.prefix(1) { _ = stream.add(.recorded(entry), at: start + .milliseconds(1500)) }
    let text = try #require(sent(after: 1500))
    #expect(
      text.contains("event: skipped\ndata: {\"count\":10,\"refused\":0,\"sandboxes\":{\"default\":10}}\n\nid: "))
    #expect(requests(text) == 51)
  }

  @Test func `have a limit in bytes, however long a client reads nothing`() throws {
    let entries = try Self.entries(50, pathBytes: 8000)
    for second in 0..<100 {
      for entry in entries { _ = stream.add(.recorded(entry), at: start + .seconds(second)) }
      for name in ["a", "b"] + Array(repeating: "a", count: 100) {
        _ = stream.add(.sandboxReset(name), at: start + .seconds(second))
      }
    }
    let text = try #require(sent(after: 100_000))
    #expect(text.utf8.count <= EventStream.maximumBytes + 1000)
    #expect(requests(text) == 7, "as many as there is room for")
    let skipped = (text + (sent(after: 101_000) ?? "")).matches(of: /"count":(\d+)/).compactMap { Int($0.1) }
    #expect(skipped.reduce(0, +) == 5000 - 7)
  }

  @Test func `are a comment after each fifteen seconds without an event`() throws {
    stream.begin([])
    #expect(sent(after: 10) == "event: ready\ndata: {\"sandbox\":\"a\"}\n\n")
    #expect(pause(after: 10) == 15_000)
    #expect(sent(after: 15_010) == ": still here\n\n")
    #expect(pause(after: 15_010) == 30_000)
    _ = stream.add(.sandboxReset("a"), at: start + .seconds(20))
    #expect(sent(after: 20_000) == "event: gone\ndata: {\"sandbox\":\"a\"}\n\n")
    #expect(sent(after: 34_000) == nil)
    #expect(sent(after: 35_000) == ": still here\n\n")
  }

  @Test func `are the missed requests before the new ones, limited in bytes too`() throws {
    _ = stream.add(.sandboxReset("a"), at: start)
    stream.begin(try Self.entries(50, pathBytes: 8000))
    let text = try #require(sent(after: 0))
    #expect(
      text.hasPrefix(
        "event: ready\ndata: {\"sandbox\":\"a\"}\n\nevent: skipped\ndata: {\"count\":43,\"refused\":0,\"sandboxes\":{\"default\":43}}\n\nid: "
      ))
    #expect(text.hasSuffix("event: gone\ndata: {\"sandbox\":\"a\"}\n\n"))
    #expect(requests(text) == 7 && text.utf8.count <= EventStream.maximumBytes + 1000)
  }

  @Test func `are fifty resets of a second, and then the event to load everything again`() throws {
    stream.begin([])
    for number in 1...500 { _ = stream.add(.sandboxReset("s\(number)"), at: start + .milliseconds(100)) }
    let text = try #require(sent(after: 100))
    #expect(text.matches(of: /event: gone\n/).count == EventStream.maximumPerSecond)
    #expect(text.matches(of: /event: ready\n/).count == 1)
    #expect(pause(after: 100) == 1100)
    #expect(sent(after: 1100) == "event: ready\ndata: {\"sandbox\":\"a\"}\n\n")
    #expect(sent(after: 1100) == nil)
  }

  @Test func `have each changed part once, the first at once and the others at the end of the second`() throws {
    for _ in 1...100 { _ = stream.add(.changed(.rules, in: "a"), at: start + .milliseconds(100)) }
    #expect(sent(after: 100) == "event: rules\ndata: {\"sandbox\":\"a\"}\n\n")
    for _ in 1...100 { _ = stream.add(.changed(.mappings, in: "a"), at: start + .milliseconds(200)) }
    #expect(sent(after: 1099) == nil)
    let events = ["rules", "mappings"].map { "event: \($0)\ndata: {\"sandbox\":\"a\"}\n\n" }
    #expect(sent(after: 1100) == events.joined())
    #expect(sent(after: 1100) == nil)
    for number in 1...1000 { _ = stream.add(.changed(.sandbox, in: "s\(number)"), at: start + .seconds(5)) }
    let text = try #require(sent(after: 6000))
    #expect(text.matches(of: /event: sandbox\n/).count <= 52)
    #expect(text.contains("event: sandbox\ndata: {\"sandbox\":null}\n\n"), "for those beyond fifty")
  }
}
