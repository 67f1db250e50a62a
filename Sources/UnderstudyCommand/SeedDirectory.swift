import Foundation
import UnderstudyVendors

/// The seeds of a command whose options name none.
enum SeedDirectory {
  /// The directory that `understudy init` writes to, and that is read if it exists.
  static let standard = "seed-data"

  /// `seed-data` in the working directory, if that exists.
  static var existing: [String] { FileManager.default.fileExists(atPath: standard) ? [standard] : [] }

  /// Returns the seeds of these directories; the built-in ones if there is none.
  static func sources(_ directories: [String]) -> [SeedSource] {
    directories.isEmpty ? [.builtIn] : directories.map(SeedSource.directory)
  }
}
