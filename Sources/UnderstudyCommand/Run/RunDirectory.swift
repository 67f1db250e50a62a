import Foundation
import Understudy
import UnderstudyPlatform

/// The private directory of a run, which is removed at its end.
struct RunDirectory {
  let path: String
  /// The directory of the CA and the files that trust it.
  let certificates: String

  init() throws {
    let variable = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
    let parent = variable.isEmpty ? "/tmp" : variable
    do throws(SystemError) {
      path = try PrivateDirectory(in: parent, name: "understudy-run").path
    } catch {
      throw MockServer.StartFailure(
        .invalidSetting,
        "TMPDIR: no directory can be made in \(parent): \(error); set it to a directory that can be written")
    }
    certificates = "\(path)/certificates"
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Returns a path from the root, because the command may change its working directory.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}
