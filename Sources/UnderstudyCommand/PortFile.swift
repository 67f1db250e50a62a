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
    guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
      return
    }
    // `removeItem` takes a directory with everything in it, and for root even /dev/null.
    guard [.typeRegular, .typeSymbolicLink].contains(type) else {
      throw StartFailure.badSetting("--port-file \(path) is there and is not a file; it was not touched")
    }
    try FileManager.default.removeItem(atPath: path)
  }

  private func writing(_ work: () throws -> Void) throws(StartFailure) {
    do {
      try work()
    } catch let failure as StartFailure {
      throw failure
    } catch {
      throw .badSetting("--port-file \(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
