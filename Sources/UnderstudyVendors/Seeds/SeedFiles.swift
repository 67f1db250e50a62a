import Foundation

/// Finds and reads the files below seed directories.
enum SeedFiles {
  /// Every `*.json` below a directory, in lexical order. Hidden files are skipped, and so are JSON Schemas
  /// (`*.schema.json`), which editors want beside the seeds.
  static func paths(in directory: String) throws(SeedFailure) -> [String] {
    do {
      // `subpathsOfDirectory` finds nothing, without an error, below a file or a symbolic link.
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

  static func bytes(of path: String) throws(SeedFailure) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .unreadable("cannot read the seed file \(path): \(reason(error))")
    }
  }

  /// The system's own word for it; Foundation wraps it in sentences of its own.
  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    guard let posix = (underlying ?? error) as? POSIXError else { return error.localizedDescription }
    return String(cString: strerror(posix.code.rawValue))
  }
}
