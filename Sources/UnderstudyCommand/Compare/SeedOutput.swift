import Foundation
import Understudy
import UnderstudyPlatform

/// The directory of `--write-seeds` or `init`. No file in it is replaced.
struct SeedOutput {
  private let directory: String
  /// The option or command that names the directory, for messages.
  private let origin: String

  /// Makes the directory if it is missing, so that a path that cannot be used is known before the comparison.
  init(_ directory: String, of origin: String = "--write-seeds") throws(MockServer.StartFailure) {
    (self.directory, self.origin) = (directory, origin)
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw MockServer.StartFailure(
        .invalidSetting, "\(origin) \(directory) cannot be created: \(error.localizedDescription)")
    }
  }

  /// Writes the files, unless one of them exists.
  /// - Returns: The paths of the files.
  func write(_ files: [(name: String, text: String)]) throws(MockServer.StartFailure) -> [String] {
    let paths = files.map { "\(directory)/\($0.name)" }
    let existing = paths.filter { FileKind(at: $0) != nil }
    guard existing.isEmpty else {
      throw MockServer.StartFailure(
        .invalidSetting,
        existing.map { "\(origin): \($0) exists and was not changed; remove it, or name another directory" })
    }
    for (file, path) in zip(files, paths) {
      do throws(SystemError) {
        try NewFile.write(Array(file.text.utf8), at: path)
      } catch {
        throw MockServer.StartFailure(.invalidSetting, "\(origin): \(path) cannot be written: \(error)")
      }
    }
    return paths
  }
}
