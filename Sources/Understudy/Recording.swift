import Logging
import Synchronization
import UnderstudyCapture
import UnderstudyJSON

/// The file that forwarded requests are recorded in, and what became of it.
final class Recording: Sendable {
  private struct State {
    var exchanges = 0
    /// The exchanges that could not be written.
    var lost = 0
    var error: String?
  }

  private let path: String
  private let file: HARFile
  private let logger: Logger
  private let state = Mutex(State())

  init(at path: String, logger: Logger) throws(MockServer.StartFailure) {
    self.path = path
    self.logger = logger
    do {
      file = try HARFile(at: path, version: MockServer.version)
    } catch {
      throw MockServer.StartFailure(.invalidSetting, "--record-to \(path) cannot be created: \(error)")
    }
  }

  /// Appends an exchange. The first error is logged; the following are counted.
  func append(_ exchange: CapturedExchange) {
    do {
      try file.append(exchange)
      state.withLock { $0.exchanges += 1 }
    } catch {
      let isFirst = state.withLock { state in
        defer { (state.error, state.lost) = ("\(error)", state.lost + 1) }
        return state.error == nil
      }
      guard isFirst else { return }
      logger.error(
        "the recording lacks requests: its file cannot be written; further errors are counted in /__admin/info",
        metadata: ["file": "\(path)", "reason": "\(error)"])
    }
  }

  /// The members for `/__admin/info`.
  var info: JSON {
    let state = state.withLock { $0 }
    return [
      "file": .string(path), "exchanges": .number(Number(state.exchanges)), "lost": .number(Number(state.lost)),
      "error": state.error.map(JSON.string) ?? .null,
    ]
  }
}
