import Foundation
import Understudy

/// The file that tells scripts which port was taken. It is there only when the port answers.
struct PortFile {
  let path: String

  init(_ path: String) { self.path = path }

  /// A file of an earlier run would send clients to the wrong port.
  func removeStale() throws { try exiting { () throws(StartFailure) in try writing { try removeIfThere() } } }

  /// Appears whole or not at all.
  func write(_ port: UInt16) throws {
    try exiting { () throws(StartFailure) in
      try writing { try Data("\(port)\n".utf8).write(to: URL(filePath: path), options: .atomic) }
    }
  }

  private func removeIfThere() throws {
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
  }

  private func writing(_ work: () throws -> Void) throws(StartFailure) {
    do {
      try work()
    } catch {
      throw .badSetting("--port-file \(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
