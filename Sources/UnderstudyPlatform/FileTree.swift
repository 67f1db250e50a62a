import Glibc

/// The files below a directory.
package enum FileTree {
  /// Returns the paths of the files below a directory, relative to it and in lexical order. Hidden files and directories
  /// are skipped, and symbolic links to directories are not followed, but for the directory itself.
  /// - Parameters:
  ///   - limit: The most entries that all directories together may have.
  ///   - isIncluded: Whether a file belongs to the result, by its name.
  package static func paths(
    below directory: String, limit: Int = .max, where isIncluded: (String) -> Bool
  ) throws(SystemError) -> [String] {
    var (paths, count): ([String], Int) = ([], 0)
    var unread = [""]
    while let parent = unread.popLast() {
      let entries = try Self.entries(of: parent.isEmpty ? directory : "\(directory)/\(parent)", limit - count)
      count += entries.count
      for entry in entries where !entry.name.hasPrefix(".") {
        let path = parent.isEmpty ? entry.name : "\(parent)/\(entry.name)"
        if entry.isDirectory { unread.append(path) } else if isIncluded(entry.name) { paths.append(path) }
      }
    }
    return paths.sorted()
  }

  private typealias Entry = (name: String, isDirectory: Bool)

  private static func entries(of directory: String, _ limit: Int) throws(SystemError) -> [Entry] {
    guard let stream = opendir(directory) else { throw .last }
    defer { closedir(stream) }
    var entries: [Entry] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
          String(cString: $0)
        }
      }
      guard name != ".", name != ".." else { continue }
      guard entries.count < limit else { throw SystemError(description: "there are too many files below it") }
      entries.append((name, isDirectory(name, Int32(entry.pointee.d_type), in: directory)))
      errno = 0
    }
    guard errno == 0 else { throw .last }
    return entries
  }

  /// - Parameter type: the type that the file system keeps in the directory, if it keeps any.
  private static func isDirectory(_ name: String, _ type: Int32, in directory: String) -> Bool {
    switch type {
    case Int32(DT_DIR): true
    case Int32(DT_UNKNOWN): FileStatus(at: "\(directory)/\(name)").map { $0.mode & S_IFMT == S_IFDIR } ?? false
    default: false
    }
  }
}
