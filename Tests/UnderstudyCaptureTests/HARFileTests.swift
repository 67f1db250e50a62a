import Foundation
import HTTPTypes
import Testing
import UnderstudyCapture
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A recording") struct HARFileTests {
  static let bodies: [CapturedBody] = [
    .whole([]), .whole(Array(#"{"a":"é \"\\ \u0001"}"#.utf8)), .whole([0x00, 0xFF, 0xFE, 0x0A]),
    .whole([0xEF, 0xBB, 0xBF, 0x41]), .whole(Array(0...255)), .cut(reason: "it was \"large\""),
  ]

  static func exchange(_ number: Int, _ body: CapturedBody = .whole([])) -> CapturedExchange {
    CapturedExchange(
      started: Date(timeIntervalSince1970: 1_776_427_200 + Double(number)), duration: .milliseconds(3),
      request: CapturedRequest(
        method: "PATCH", url: "https://api.voicebip.com/v1/agents/\(number)?a=b%20c&d",
        fields: [.cookie: "a=1; b", .contentType: "application/json"], body: body),
      response: CapturedResponse(
        status: 207,
        fields: [.setCookie: "s=1; Path=/; Secure; HttpOnly", .location: "/x", .contentType: "text/plain"],
        body: body))
  }

  private func urls(_ path: String) throws -> [String] {
    try CaptureReader.exchanges(in: [path]).map(\.exchange.request.url)
  }

  @Test("is read as it was written", arguments: bodies) func roundTrip(_ body: CapturedBody) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    var exchange = Self.exchange(1, body)
    exchange.request.fields[.init("X-Odd")!] = "a\tb; \"c\" é 漢"
    exchange.request.fields.append(HTTPField(name: .accept, value: ""))
    exchange.request.fields.append(HTTPField(name: .accept, value: "two"))
    exchange.details = ["rule": "a.b", "list": [1, ["x": nil]]]
    let waiting = CapturedExchange(
      started: exchange.started + 1, request: CapturedRequest(method: "GET", url: "https://a/"), response: nil)
    let file = try HARFile(at: scratch("a.har"), version: "1.2.3")
    try file.append(exchange)
    try file.append(waiting)
    let found = try CaptureReader.exchanges(in: [scratch("a.har")]).map(\.exchange)
    let read = try #require(found.first)
    #expect(read.started == exchange.started && read.duration == exchange.duration)
    #expect(read.request.method == "PATCH" && read.request.url == exchange.request.url)
    #expect(read.request.fields == exchange.request.fields && read.request.body == body)
    #expect(read.response?.status == 207 && read.response?.fields == exchange.response?.fields)
    #expect(read.response?.body == body && read.details == exchange.details)
    #expect(found.last?.response == nil && found.last?.duration == nil && found.last?.details.isEmpty == true)
  }

  @Test func `keeps times to the millisecond`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try HARFile(at: scratch("a.har"), version: "1")
    let times = (0..<500).map { Date(timeIntervalSince1970: 1_776_427_200 + Double($0) * 1.013) }
    for time in times {
      try file.append(
        CapturedExchange(started: time, request: CapturedRequest(method: "GET", url: "https://a/"), response: nil))
    }
    let found = try CaptureReader.exchanges(in: [scratch("a.har")]).map(\.exchange.started)
    #expect(found.count == times.count)
    #expect(zip(found, times).allSatisfy { abs($0.timeIntervalSince($1)) < 0.0006 })
  }

  @Test func `is valid after each exchange, for its owner only, and is continued`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let path = scratch("a.har")
    for start in [0, 3] {
      let file = try HARFile(at: path, version: "1")
      for number in start..<start + 3 {
        #expect(try urls(path).count == number)
        try file.append(Self.exchange(number))
      }
    }
    #expect(try urls(path).count == 6)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 8 && text.hasSuffix("\n]}}\n"))
  }

  @Test(
    "never replaces the file of another program",
    arguments: [
      "{}", "important\n", #"{"log":{"version":"1.2","creator":{"name":"Chrome","version":"1"},"entries":[]}}"#,
      #"{"log":{"version":"1.2","creator":{"name":"Understudy","version":"1"},"entries":["#,
      #"{"log":{"version":"1.2","creator":{"name":"Understudy","version":"1"},"entries":[]},"x":[]}"#,
    ])
  func others(_ text: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let path = try scratch.write(text, to: "a.har")
    let error = try #require(#expect(throws: HARFileError.self) { try HARFile(at: path, version: "1") })
    #expect(error.description.hasPrefix("cannot record to \(path): "))
    #expect(error.description.hasSuffix("name a new file, or remove this one"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test func `is refused if another recorder has it, if it is no file, or if it was changed meanwhile`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let path = scratch("a.har")
    let file = try HARFile(at: path, version: "1")
    let second = try #require(#expect(throws: HARFileError.self) { try HARFile(at: path, version: "1") })
    #expect(second.description.hasSuffix("another process writes to it"))
    for (name, reason) in [(scratch.path, "Is a directory"), (scratch("x/y"), "No such file or directory")] {
      let error = try #require(#expect(throws: HARFileError.self) { try HARFile(at: name, version: "1") })
      #expect(error.description == "cannot record to \(name): \(reason)")
    }
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("\n".utf8))
    let error = try #require(#expect(throws: HARFileError.self) { try file.append(Self.exchange(1)) })
    #expect(error.description.hasSuffix("another program has changed it; record to another file"))
  }

  @Test func `has all exchanges of several threads`() async throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try HARFile(at: scratch("a.har"), version: "1")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 { group.addTask { try file.append(Self.exchange(number, Self.bodies[number % 6])) } }
      try await group.waitForAll()
    }
    #expect(try Set(urls(scratch("a.har"))).count == 50)
  }

  /// A disk that another process mounts for itself, so that it is gone with that process.
  @Test("on a full disk stays valid, and is continued if there is room again", .tags(.external))
  func fullDisk() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let mounting = Process()
    mounting.executableURL = URL(filePath: "/usr/bin/env")
    mounting.arguments = [
      "unshare", "--mount", "sh", "-c", #"mount -t tmpfs -o size=256k small "$0" && echo ready && read line"#,
      scratch.path,
    ]
    let (input, output) = (Pipe(), Pipe())
    (mounting.standardInput, mounting.standardOutput) = (input, output)
    mounting.standardError = FileHandle.nullDevice
    try mounting.start()
    defer {
      try? input.fileHandleForWriting.close()
      mounting.waitUntilExit()
    }
    guard !output.fileHandleForReading.availableData.isEmpty else { return }  // Mounting is not allowed.
    let directory = "/proc/\(mounting.processIdentifier)/root\(scratch.path)"
    let path = "\(directory)/a.har"
    let file = try HARFile(at: path, version: "1")
    var written = 0
    let error = #expect(throws: HARFileError.self) {
      while written < 1000 {
        try file.append(Self.exchange(written, .whole([UInt8](repeating: 0x61, count: 900 * (written % 7)))))
        written += 1
      }
    }
    #expect(error?.description == "cannot record to \(path): No space left on device")
    #expect(written > 10)
    #expect(try urls(path).count == written)
    #expect(throws: HARFileError.self) {
      try file.append(Self.exchange(0, .whole([UInt8](repeating: 0x61, count: 99_999))))
    }
    #expect(try urls(path).count == written)
  }
}

@Suite("A recording, for a validator of HAR 1.2", .tags(.external), .needs(.node), .needs(.harValidator))
struct HARFileValidityTests {
  @Test func `is valid with bodies of every kind, and without any exchange`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = try HARFile(at: scratch("a.har"), version: "1")
    try HARValidator.check(scratch("a.har"))
    for (number, body) in HARFileTests.bodies.enumerated() { try file.append(HARFileTests.exchange(number, body)) }
    try file.append(
      CapturedExchange(
        started: .now, request: CapturedRequest(method: "GET", url: "https://a/é b\u{A0}?q=é"), response: nil))
    try HARValidator.check(scratch("a.har"))
  }
}
