import Foundation
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore
import UnderstudyTestSupport

@testable import UnderstudyEmulator

@Suite("A deferred response") struct DeferredResponseTests {
  @Test func `is cut off at once if its sandbox was reset after its request came`() throws {
    let sandboxes = Sandboxes(try AgentStore(.memory))
    let server = try Server(configuration: .init(port: 0)) { _ in
      let snapshot = sandboxes.defaultSandbox.snapshot()
      try? sandboxes.reset(sandboxes.defaultSandbox)
      let wait = DeferredResponse(for: .seconds(30)) { Response(status: 200) }
      sandboxes.defaultSandbox.add(wait, for: snapshot)
      return .deferred(wait)
    }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    try client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(try client.readUntilClose() == [])
  }
}
