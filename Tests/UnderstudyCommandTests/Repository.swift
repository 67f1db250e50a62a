import Foundation
import UnderstudyVendors

/// What stands in the repository and beside the test bundle.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let seedData = "\(root)/seed-data"
  /// How many agents and other records the committed seeds hold.
  static let agents = seeds?.agents.count ?? 0
  static let otherRecords = seeds?.records.values.map(\.count).reduce(0, +) ?? 0
  /// The committed seeds; nil if they cannot be read, which a test of the vendors says.
  static let seeds = try? SeedReader.read(directories: [seedData], registry: Registry())

  /// The command as it was built together with these tests.
  static let command = Bundle.main.bundleURL.appending(path: "understudy").path
}
