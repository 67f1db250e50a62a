import UnderstudyJSON
import UnderstudyPlatform

/// A source of seeds.
package enum SeedSource: Sendable, CustomStringConvertible {
  /// Every `*.json` below a directory.
  case directory(String)
  case file(String)
  /// The text of a seed file, and its name in errors.
  case text(String, name: String)
  /// The files that are part of the program.
  case builtIn

  package var description: String {
    switch self {
    case .directory(let path): "*.json below \(path)"
    case .file(let path): path
    case .text(_, let name): name
    case .builtIn: "the built-in seeds"
    }
  }
}

extension SeedSource {
  /// The path, or the name of a text.
  package var path: String {
    switch self {
    case .directory(let path), .file(let path): path
    case .text(_, let name): name
    case .builtIn: "built-in"
    }
  }

  /// Whether a file in a directory of seeds is one. JSON Schemas, `*.schema.json`, are not.
  static func isSeedFile(_ name: String) -> Bool { name.hasSuffix(".json") && !name.hasSuffix(".schema.json") }

  /// Returns the seed files, in lexical order. Hidden files and JSON Schemas are skipped.
  func files(_ reader: inout SourceFileReader) throws(SeedLoadingError) -> [SeedFile] {
    switch self {
    case .directory(let path):
      guard !path.isEmpty else {
        throw .unreadable("the path of a seed directory is empty; name a directory")
      }
      return try Self.reading { () throws(UnreadableSource) in try reader.files(below: path, where: Self.isSeedFile)
      }
    case .file(let path): return try Self.reading { () throws(UnreadableSource) in [try reader.file(path)] }
    case .text(let text, let name): return [SeedFile(name: name, bytes: Array(text.utf8))]
    case .builtIn: return BuiltInSeeds.seedFiles
    }
  }

  private static func reading(
    _ read: () throws(UnreadableSource) -> [SourceFile]
  ) throws(SeedLoadingError) -> [SeedFile] {
    do throws(UnreadableSource) {
      return try read().map { SeedFile(name: $0.path, bytes: $0.bytes) }
    } catch {
      throw .unreadable(error.sentence(about: "seed"))
    }
  }
}
