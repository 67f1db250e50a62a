/// The bytes of a file that was read, and its path.
package struct SourceFile: Sendable {
  package let path: String
  package let bytes: [UInt8]
}

/// A reader of files that belong together, with a limit of all of them.
package struct SourceFileReader {
  /// The most files and other entries of directories.
  private var entriesLeft: Int
  private var bytesLeft: Int
  private let limit: Limit

  /// How much may be read.
  package struct Limit: Sendable {
    package let entries: Int
    package let bytes: Int

    package init(entries: Int, bytes: Int) { (self.entries, self.bytes) = (entries, bytes) }

    package static let none = Limit(entries: .max, bytes: .max)
  }

  package init(_ limit: Limit) {
    self.limit = limit
    (entriesLeft, bytesLeft) = (limit.entries, limit.bytes)
  }

  /// Reads the files below a directory, in lexical order; see ``FileTree``.
  package mutating func files(
    below directory: String, where isIncluded: (String) -> Bool
  ) throws(UnreadableSource) -> [SourceFile] {
    let paths: [String]
    do throws(SystemError) {
      paths = try FileTree.paths(below: directory, limit: entriesLeft, where: isIncluded)
    } catch {
      throw UnreadableSource(kind: .directory, path: directory, reason: error)
    }
    entriesLeft -= paths.count
    var files: [SourceFile] = []
    for path in paths {
      files.append(try file(directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"))
    }
    return files
  }

  /// Reads a regular file. A symbolic link is followed.
  package mutating func file(_ path: String) throws(UnreadableSource) -> SourceFile {
    do throws(SystemError) {
      let bytes = try FileContents.read(path, upTo: bytesLeft)
      bytesLeft -= bytes.count
      return SourceFile(path: path, bytes: bytes)
    } catch {
      throw UnreadableSource(kind: .file, path: path, reason: error)
    }
  }
}

/// The reason why a file or a directory could not be read.
package struct UnreadableSource: Error {
  package enum Kind: String, Sendable { case directory, file }

  package let kind: Kind
  package let path: String
  package let reason: SystemError

  /// - Parameter noun: what the file has, such as `seed`.
  package func sentence(about noun: String) -> String { "cannot read the \(noun) \(kind) \(path): \(reason)" }
}
