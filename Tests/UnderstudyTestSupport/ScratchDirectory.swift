import Foundation

/// A directory of its own for one test, with symbolic links in its path resolved.
package struct ScratchDirectory: Sendable {
  package let path: String

  /// Makes the directory; `remove()` it at the end of the test.
  package init() throws {
    let place = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = place.appending(path: "understudy-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Removes the directory and everything in it.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// The full path of `name` in the directory.
  package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Copies a program, or a directory with some. Another process does so: if this one wrote it, a process that it starts at that
  /// moment would hold the file open, and then nothing can run it ("Text file busy").
  package func copy(_ path: String, to name: String) throws {
    let (code, output) = try ExternalCommand.run(["cp", "--recursive", path, self(name)])
    guard code == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: output]) }
  }

  /// Writes a file, with the directories it stands in. It is renamed to its place, so that no reader sees a part of it.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    let file = URL(filePath: self(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let beside = self(".\(UUID().uuidString)")
    try Data(text.utf8).write(to: URL(filePath: beside))
    guard rename(beside, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    return file.path
  }
}
