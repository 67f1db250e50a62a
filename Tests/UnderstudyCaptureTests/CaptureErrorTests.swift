import Foundation
import Testing
import UnderstudyCapture
import UnderstudyTestSupport

@Suite("A capture that cannot be read") struct CaptureErrorTests {
  @Test(
    "is named with the place in the file, and with what is expected",
    arguments: [
      ("", ": the file is empty; a HAR file has at least `{\"log\": {\"entries\": []}}`"),
      ("PK\u{3}\u{4}", ": the file is a ZIP archive; unpack it, and name the `.har` file in it"),
      ("[]", ":1:1: a HAR file must be an object with the member `log`, but is an array"),
      ("\n <html>", ":2:2: expected a value but found \"<\""),
      ("{}", ":1:1: `log` is required; a HAR file is an object with the member `log`"),
      (#"{"log":{}}"#, ":1:1: log: `entries` is required; it is the array of the requests"),
      (#"{"log":[]}"#, ":1:8: log: must be an object, but is an array"),
      (#"{"log":{"entries":{}}}"#, ":1:19: log.entries: must be an array, but is an object"),
      (
        "{\"log\":{\"entries\":[\n  7]}}",
        ":2:3: log.entries[0]: must be an object, but is a number, `true`, `false` or `null`"
      ),
      (#"{"log":{"entries":[],"entries":[]}}"#, ":1:32: log.entries: the member occurs twice; remove one of them"),
      (
        #"{"log":{"entries":[]}"#,
        ":1:22: the file ends in the middle; its recorder did not finish, so record or export it again"
      ),
      (#"{"log":{"entries":[]}}}"#, ":1:23: expected nothing after the value but found \"}\""),
      (#"{"log":{"entries":[],}}"#, ":1:22: log: expected a member name in double quotes but found \"}\""),
      (
        #"{"log":{"a":nul,"entries":[]}}"#,
        ":1:13: log: the value is neither a number nor `true`, `false` or `null`"
      ),
      (#"{"log":{"a":"\x","entries":[]}}"#, ":1:15: log: the escape in a string is invalid"),
      ("{\"log\":{\"a\":\"\u{1}\"}}", ":1:14: log: control characters in a string must be escaped"),
      (
        "{\"log\":{\"entries\":[\n{}]}}",
        ":2:1: log.entries[0].startedDateTime: is required; it is when the request was sent"
      ),
      (
        #"{"log":{"entries":[{"startedDateTime":"yesterday"}]}}"#,
        ":1:39: log.entries[0].startedDateTime: must be a time such as 2026-04-17T12:00:00.000Z, but was \"yesterday\""
      ),
      (
        #"{"log":{"entries":[{"startedDateTime":"2026-02-29T10:00:00Z"}]}}"#,
        ":1:39: log.entries[0].startedDateTime: must be a time such as 2026-04-17T12:00:00.000Z, but was "
          + "\"2026-02-29T10:00:00Z\""
      ),
      (
        #"{"log":{"entries":[{"startedDateTime":7}]}}"#,
        ":1:39: log.entries[0].startedDateTime: must be a string, but is a number, `true`, `false` or `null`"
      ),
    ])
  func file(_ text: String, _ message: String) throws {
    #expect(try RecordedFile().error(text) == "capture.har\(message)")
  }

  @Test(
    "because of one entry is named with the place of the value",
    arguments: [
      (#""x":1"#, ":1:1: log.entries[1].request: is required; it is an object with the method and the URL"),
      (#""request":[]"#, ":2:12: log.entries[1].request: must be an object, but is an array"),
      (#""request":{"url":"x"}"#, ":2:12: log.entries[1].request.method: is required; it is such as `GET`"),
      (#""request":{"method":"GET"}"#, ":2:12: log.entries[1].request.url: is required; it is the absolute URL"),
      (
        #""request":{"method":"","url":"x"}"#,
        ":2:22: log.entries[1].request.method: must not be empty; it is such as `GET`"
      ),
      (
        #""request":{"method":1,"url":"x"}"#,
        ":2:22: log.entries[1].request.method: must be a string, but is a number"
      ),
      (
        #""request":{"method":"GET","url":"x","headers":{}}"#,
        ":2:48: log.entries[1].request.headers: must be an array, but is an object"
      ),
      (
        #""request":{"method":"GET","url":"x","headers":[{"value":""}]}"#,
        ":2:49: log.entries[1].request.headers[0].name: is required; it is the name of the header field"
      ),
      (
        #""request":{"method":"GET","url":"x"},"response":{"status":"200"}"#,
        ":2:60: log.entries[1].response.status: must be a status code, or 0 without a response"
      ),
      (
        #""request":{"method":"GET","url":"x"},"response":{"status":99}"#,
        ":2:60: log.entries[1].response.status: must be a status code, or 0 without a response"
      ),
      (
        #""request":{"method":"GET","url":"x"},"response":{"status":200,"content":{"text":"?","encoding":"base64"}}"#,
        ":2:82: log.entries[1].response.content.text: must be Base64 text, because `encoding` is `base64`"
      ),
      (#""request":{"method":01,"url":"x"}"#, ":2:23: log.entries[1]: expected \",\" or \"}\" but found \"1\""),
    ])
  func entryError(_ members: String, _ message: String) throws {
    let invalid = "{\"startedDateTime\":\"2026-04-17T12:00:01Z\",\n \(members)}"
    // The entry begins in the first line: a place in its first line is behind all that is before it.
    let text = log([entry(), invalid])
    let column = text.count - invalid.count - 2
    let place = message.replacing(":1:1:", with: ":1:\(column):")
    #expect(try RecordedFile().error(text) == "capture.har\(place)")
  }

  @Test("because it is no regular file is refused at once", .ends)
  func irregular() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try #require(ExternalCommand.run(["mkfifo", scratch("fifo")]).code == 0)
    for (path, reason) in [
      (scratch("fifo"), "not a regular file"), (scratch.path, "not a regular file"),
      ("/dev/zero", "not a regular file"),
      (scratch("nowhere"), "No such file or directory"),
    ] {
      let error = try #require(#expect(throws: CaptureError.self) { try CaptureReader([path]) })
      #expect(error.reason == .unreadable && error.description == "\(path): cannot be read: \(reason)")
    }
  }

  @Test func `is one that is given twice, by whatever path`() throws {
    let file = try RecordedFile()
    let path = try file.write(log([]))
    try FileManager.default.createSymbolicLink(atPath: file.scratch("link.har"), withDestinationPath: path)
    for second in [path, file.scratch("link.har")] {
      let error = try #require(#expect(throws: CaptureError.self) { try CaptureReader([path, second]) })
      #expect(error.reason == .invalid && error.description.contains("the file is given twice"))
    }
  }

  @Test("is one that changes between the two readings", arguments: ["replaced", "longer", "gone"])
  func changes(_ kind: String) throws {
    let file = try RecordedFile()
    let path = try file.write(log([entry()]))
    let reader = try CaptureReader([path])
    switch kind {
    case "replaced": try file.write(log([entry(at: "2026-04-17T12:00:00.001Z")]), to: "new").renamed(to: path)
    case "longer": try #require(FileHandle(forWritingAtPath: path)).appendAndClose(" ")
    default: try FileManager.default.removeItem(atPath: path)
    }
    let error = try #require(#expect(throws: CaptureError.self) { try reader.forEach { _, _ in } })
    #expect(error.reason == (kind == "gone" ? .unreadable : .invalid))
    #expect(error.description.contains(kind == "gone" ? "No such file" : "the file changed while it was read"))
  }
}

extension String {
  fileprivate func renamed(to path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: self, toPath: path)
  }
}

extension FileHandle {
  fileprivate func appendAndClose(_ text: String) throws {
    try seekToEnd()
    try write(contentsOf: Data(text.utf8))
    try close()
  }
}
