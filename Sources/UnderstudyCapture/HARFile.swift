import Synchronization
import UnderstudyPlatform

/// A HAR file that is valid after each exchange that is added.
package final class HARFile: Sendable {
  private struct State {
    /// The size of the file in bytes.
    var size: Int
    /// Whether it has no entry.
    var isEmpty: Bool
  }

  private let path: String
  private let file: RegularFile
  private let state: Mutex<State>

  /// Creates a file that only its owner reads and writes, or continues one that Understudy wrote. An empty file is used too.
  /// - Parameter version: that of Understudy.
  package init(at path: String, version: String) throws(HARFileError) {
    self.path = path
    do throws(SystemError) {
      file = try RegularFile(recordingTo: path)
      if let found = try Self.open(file, at: path) {
        state = Mutex(found)
      } else {
        let text = HARDocument.start(version: version) + HARDocument.end
        try file.replaceEnd(at: 0, with: text)
        state = Mutex(State(size: text.count, isEmpty: true))
      }
    } catch {
      throw HARFileError(path, "\(error)")
    }
  }

  /// Adds an exchange. If that fails, for example because the disk is full, the file is as before.
  package func append(_ exchange: CapturedExchange) throws(HARFileError) {
    // Outside of the lock, because it takes most of the time.
    let entry = exchange.harEntry.bytes
    try state.withLock { (state) throws(HARFileError) in
      do throws(SystemError) {
        guard try file.stamp.size == state.size else {
          throw SystemError(description: "another program has changed it; record to another file")
        }
        let offset = state.size - HARDocument.end.count
        let added = HARDocument.separator(isFirst: state.isEmpty) + entry + HARDocument.end
        try file.replaceEnd(at: offset, with: added)
        state = State(size: offset + added.count, isEmpty: false)
      } catch {
        throw HARFileError(path, "\(error)")
      }
    }
  }

  /// Returns the state of a file that can be continued; nil for an empty file.
  /// - Throws: if Understudy has not written the file, or not to its end.
  private static func open(_ file: RegularFile, at path: String) throws(SystemError) -> State? {
    let size = try file.stamp.size
    if size == 0 { return nil }
    guard try file.read(HARDocument.signature.count, at: 0) == HARDocument.signature else {
      throw SystemError(description: "it is not a recording of Understudy; name a new file, or remove this one")
    }
    let capture = try CaptureFile(file, at: path)
    let isEmpty: Bool
    do throws(CaptureError) {
      isEmpty = try capture.entries(atMost: CaptureLimits().entries).isEmpty
    } catch {
      throw SystemError(
        description: "it cannot be continued: \(error.message); name a new file, or remove this one")
    }
    let end = max(0, size - HARDocument.end.count)
    guard try file.read(HARDocument.end.count, at: end) == HARDocument.end else {
      throw SystemError(description: "another program has changed it; name a new file, or remove this one")
    }
    return State(size: size, isEmpty: isEmpty)
  }
}

/// Why a recording cannot be written.
package struct HARFileError: Error, Sendable, CustomStringConvertible {
  /// The path of the file as it was given, and the reason.
  package let description: String

  init(_ path: String, _ reason: String) { description = "cannot record to \(path): \(reason)" }
}
