import Dispatch
import Testing
import UnderstudyEmulator
import UnderstudyTestSupport

@Suite("The log's output", .waits) struct LogOutputTests {
  @Test func `It is waited for until the lines so far are written, but no longer than is said`() throws {
    let (reader, written) = (DispatchSemaphore(value: 0), Gathering<String>())
    let output = try LogOutput(.text) { bytes in
      reader.wait()
      written.add(String(decoding: bytes, as: UTF8.self))
    }
    output.waitUntilWritten(atMost: patience)
    output.append(text: "first")
    output.waitUntilWritten(atMost: .milliseconds(1))
    #expect(written.all == [])
    output.append(text: "second")
    for _ in 1...2 { reader.signal() }
    output.waitUntilWritten(atMost: patience)
    #expect(written.all.joined() == "first\nsecond\n")
  }
}
