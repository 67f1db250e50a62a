import Foundation
import Understudy

/// The file with the server's port, for scripts. It exists only while the port is open.
struct PortFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// Removes the file of an earlier run, which has the wrong port.
  func removeStale() throws {
    try exiting { () throws(MockServer.StartFailure) in try writing { try removeIfThere() } }
  }

  /// Writes the file atomically.
  func write(_ port: UInt16) throws {
    try exiting { () throws(MockServer.StartFailure) in
      try writing { try Data("\(port)\n".utf8).write(to: URL(filePath: path), options: .atomic) }
    }
  }

  private func removeIfThere() throws {
    guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
      return
    }
    // `removeItem` removes a directory with its contents, and for root even /dev/null.
    guard [.typeRegular, .typeSymbolicLink].contains(type) else {
      throw MockServer.StartFailure(
        .invalidSetting("--port-file \(path) exists and is not a file; it was not changed"))
    }
    try FileManager.default.removeItem(atPath: path)
  }

  private func writing(_ work: () throws -> Void) throws(MockServer.StartFailure) {
    do {
      try work()
    } catch let failure as MockServer.StartFailure {
      throw failure
    } catch {
      throw MockServer.StartFailure(
        .invalidSetting("--port-file \(path) cannot be written: \(error.localizedDescription)"))
    }
  }
}
