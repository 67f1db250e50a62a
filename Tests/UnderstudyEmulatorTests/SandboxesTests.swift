import Dispatch
import Foundation
import GRDB
import Logging
import Synchronization
import Testing
import UnderstudyStore
import UnderstudyTestSupport

@testable import UnderstudyEmulator

@Suite("The sandboxes") struct SandboxesTests {
  @Test func `While one is created and the store is busy, the others are found`() throws {
    let sandboxes = Sandboxes(try AgentStore(.memory))
    let (known, new) = (try SandboxName("known"), try SandboxName("new"))
    _ = sandboxes[known]
    let key = AgentKey(sandbox: sandboxes.defaultSandbox.id, collection: "c", id: "one")
    let (isBusy, mayGoOn, isCreating, isFound) =
      (
        DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0),
        DispatchSemaphore(value: 0)
      )
    let threads = DispatchGroup()
    DispatchQueue.global().async(group: threads) {
      try? sandboxes.store.transact(key) { _ in
        isBusy.signal()
        mayGoOn.wait()
        return (.none, ())
      }
    }
    isBusy.wait()
    DispatchQueue.global().async(group: threads) {
      isCreating.signal()
      _ = sandboxes[new]
    }
    DispatchQueue.global().async(group: threads) {
      isCreating.wait()
      // Long enough for the other thread to come to the store.
      for _ in 1...200 {
        _ = sandboxes[known]
        usleep(1000)
      }
      isFound.signal()
    }
    // Otherwise it would never be found.
    #expect(isFound.wait(timeout: .now() + 600) == .success)
    mayGoOn.signal()
    threads.wait()
    #expect(sandboxes.all.map(\.name) == ["default", "known", "new"])
  }

  @Test func `If one beyond the limit cannot be removed, that is logged and tried again`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    _ = try AgentStore(.file(file))  // Makes the tables.
    try DatabaseQueue(path: file).write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER refusing BEFORE INSERT ON sandbox WHEN (SELECT count(*) FROM agent) = 0
          BEGIN SELECT raise(ABORT, 'not yet'); END
          """)
    }
    let store = try AgentStore(.file(file))
    let log = RecordingLogHandler()
    var configuration = Sandboxes.Configuration()
    configuration.limit = 1
    let sandboxes = Sandboxes(store, Journal(), configuration, logger: Logger(label: "tests") { _ in log })
    for name in ["a", "b"] { _ = sandboxes[try SandboxName(name)] }
    #expect(sandboxes.all.map(\.name) == ["default", "b"])
    let messages = log.messages.filter { $0.hasPrefix("a sandbox was removed, but not yet from the database; ") }
    #expect(messages.count == 1 && messages.allSatisfy { $0.contains("not yet") })
    try store.fill([StoredAgent(collection: "c", id: "one", record: [:])])
    sandboxes.removeUnused()
    #expect(sandboxes.all.map(\.name) == ["default", "b"])
  }
}

/// Keeps what is logged.
private struct RecordingLogHandler: LogHandler {
  private final class Messages: Sendable {
    let all = Mutex<[String]>([])
  }

  private let recorded = Messages()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  var messages: [String] { recorded.all.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    recorded.all.withLock { $0.append("\(event.message): \(event.metadata?["reason"] ?? "")") }
  }
}
