import Foundation

/// The default seed directory.
enum SeedDirectory {
  /// `seed-data` in the working directory or, if that does not exist, the one that `make install` installs.
  static var standard: String {
    let files = FileManager.default
    guard !files.fileExists(atPath: local), let installed, files.fileExists(atPath: installed) else { return local }
    return installed
  }

  private static let local = "seed-data"

  private static var installed: String? {
    // Not the first argument, which the caller chooses.
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      return nil
    }
    return URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "share/understudy/seed-data").path
  }
}
