import Foundation

/// A source of seeds.
package enum SeedSource: Sendable, CustomStringConvertible {
  /// Every `*.json` below a directory.
  case directory(String)
  case file(String)
  /// The text of a seed file, and its name in errors.
  case text(String, name: String)

  package var description: String {
    switch self {
    case .directory(let path): "*.json below \(path)"
    case .file(let path): path
    case .text(_, let name): name
    }
  }
}

extension SeedSource {
  /// The path, or the name of a text.
  var path: String {
    switch self {
    case .directory(let path), .file(let path): path
    case .text(_, let name): name
    }
  }

  /// Returns the seed files.
  func files() throws(SeedLoadingError) -> [SeedFile] {
    switch self {
    case .directory(let directory):
      return try Self.paths(in: directory).map { path throws(SeedLoadingError) in try Self.file(path) }
    case .file(let path): return [try Self.file(path)]
    case .text(let text, let name): return [SeedFile(name: name, bytes: Array(text.utf8))]
    }
  }

  /// Returns every `*.json` below a directory, in lexical order. Hidden files and JSON Schemas (`*.schema.json`) are
  /// skipped.
  private static func paths(in directory: String) throws(SeedLoadingError) -> [String] {
    // Foundation would read the root directory.
    guard !directory.isEmpty else { throw .unreadable("the path of a seed directory is empty; name a directory") }
    do {
      // Below a file or a symbolic link, `subpathsOfDirectory` returns nothing, without an error.
      let real = URL(filePath: directory).resolvingSymlinksInPath().path
      _ = try FileManager.default.contentsOfDirectory(atPath: real)
      return try FileManager.default.subpathsOfDirectory(atPath: real)
        .filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
        .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
        .sorted()
        .map { directory.hasSuffix("/") ? directory + $0 : "\(directory)/\($0)" }
    } catch {
      throw .unreadable("cannot read the seed directory \(directory): \(reason(error))")
    }
  }

  private static func file(_ path: String) throws(SeedLoadingError) -> SeedFile {
    do {
      return SeedFile(name: path, bytes: Array(try Data(contentsOf: URL(filePath: path))))
    } catch {
      throw .unreadable("cannot read the seed file \(path): \(reason(error))")
    }
  }

  /// Returns the system's error message. Foundation's own is longer and less precise.
  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    guard let posix = (underlying ?? error) as? POSIXError else { return error.localizedDescription }
    return String(cString: strerror(posix.code.rawValue))
  }
}
