import Foundation

/// What stands in the repository and beside the test bundle.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let seedData = "\(root)/seed-data"
  /// How many agents and other records the committed seeds hold.
  static let agents = 19
  static let otherRecords = 19

  /// The command as it was built together with these tests.
  static let command = Bundle.main.bundleURL.appending(path: "understudy").path
}
