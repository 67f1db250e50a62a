import Synchronization
import Understudy

/// What closures of other threads have seen, in order.
final class Seen: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock { $0 } }

  func add(_ text: String) { texts.withLock { $0.append(text) } }
}

/// A port that was free a moment ago.
struct FreePort {
  let number: UInt16

  init() throws {
    let server = try MockServer(seeds: .directory(MockVendor.seedData))
    number = server.port
    server.stop()
  }
}
