import Foundation
import UnderstudyPlatform

/// Where seeds are read from when nobody says.
enum SeedDirectory {
  /// The one in the working directory; where there is none, the one that `make install` puts beside the program.
  static var standard: String {
    let files = FileManager.default
    guard !files.fileExists(atPath: local), let installed, files.fileExists(atPath: installed) else { return local }
    return installed
  }

  private static let local = "seed-data"

  private static var installed: String? {
    // Not the first argument, which is what the caller likes it to be.
    guard let program = FilePath.executable else { return nil }
    return URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "share/understudy/seed-data").path
  }
}
