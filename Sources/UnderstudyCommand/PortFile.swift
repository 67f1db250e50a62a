import Foundation
import Understudy

/// The file with the server's port, for scripts. It exists only while the port is open.
struct PortFile {
  let path: String

  /// Removes the file of an earlier run, which has the wrong port.
  func removeStale() throws {
    let files = FileManager.default
    try writing {
      guard let type = try? files.attributesOfItem(atPath: path)[.type] as? FileAttributeType else { return }
      // `removeItem` removes a directory with its contents, and for root even /dev/null.
      guard [.typeRegular, .typeSymbolicLink].contains(type) else {
        throw MockServer.StartFailure(
          .invalidSetting, "--port-file \(path) exists and is not a file; it was not changed")
      }
      try files.removeItem(atPath: path)
    }
  }

  /// Writes the file atomically.
  func write(_ port: UInt16) throws {
    try writing { try Data("\(port)\n".utf8).write(to: URL(filePath: path), options: .atomic) }
  }

  private func writing(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch  where !(error is MockServer.StartFailure) {
      throw MockServer.StartFailure(
        .invalidSetting, "--port-file \(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
