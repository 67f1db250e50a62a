import UnderstudyJSON
import UnderstudyPlatform

/// The reason why the files of mappings cannot be used.
package enum StubFileError: Error {
  /// A directory or file could not be read. The sentence names it.
  case unreadable(String)
  /// The errors of all files.
  case invalid([LocatedError])
}

/// The texts of all files of mappings, read together: every `*.json` below some directories, in lexical order.
package struct StubTexts: Sendable {
  private let files: [SourceFile]

  /// - Throws: unreadable for the first file or directory that cannot be read.
  package init(below directories: [String], _ limit: SourceFileReader.Limit) throws(StubFileError) {
    var reader = SourceFileReader(limit)
    var files: [SourceFile] = []
    do throws(UnreadableSource) {
      for directory in directories { files += try reader.files(below: directory) { $0.hasSuffix(".json") } }
    } catch {
      throw .unreadable(error.sentence(about: "mapping"))
    }
    self.files = files
  }

  /// Adds the names and contents of the files.
  package func hash(into hasher: inout Hasher) {
    for file in files {
      hasher.combine(file.path)
      file.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// Returns the mappings in the order of the files.
  /// - Parameters:
  ///   - limit: the most mappings.
  ///   - check: returns the errors in a mapping that its file alone does not show; their pointers are to members.
  /// - Throws: all errors of all files.
  package func mappings(
    upTo limit: Int, _ check: (StubMapping) -> DocumentErrors? = { _ in nil }
  ) throws(StubFileError) -> [StubMapping] {
    var (mappings, errors): ([StubMapping], [LocatedError]) = ([], [])
    var origins: [StubMapping.ID: String] = [:]
    for file in files {
      let read = StubFile(file)
      var found = read.errors
      for (mapping, path) in read.mappings {
        if let origin = origins.updateValue(file.path, forKey: mapping.id) {
          found.append((path, "`id` \"\(mapping.id)\" is already used in \(origin)"))
        } else if mappings.count == limit {
          found.append((path, "there are more than \(limit) mappings, which a sandbox cannot have"))
          break
        } else {
          mappings.append(mapping)
        }
        found += check(mapping)?.list.map { ($0.path(below: path), $0.detail) } ?? []
      }
      errors += read.readError.map { [$0] } ?? LocatedError.locating(found, in: file.bytes, of: file.path)
    }
    guard errors.isEmpty else { throw .invalid(errors) }
    return mappings
  }
}

extension DocumentError {
  /// Returns the path of the member that the error is about; the mapping's own if it names none.
  fileprivate func path(below mapping: Path) -> Path {
    let members = pointer.flatMap { Pointer($0) }?.steps.dropFirst(mapping.steps.count) ?? []
    return members.reduce(mapping) { $0.member($1) }
  }
}
