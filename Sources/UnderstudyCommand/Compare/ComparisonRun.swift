import Understudy
import UnderstudyCompare
import UnderstudyVendors

/// A comparison of captures, as the command asks for it.
struct ComparisonRun {
  let result: CaptureComparison
  /// The seed files of the captures; empty unless asked for.
  let seedFiles: [SeedFileText]

  typealias SeedFileText = (name: String, text: String)

  /// What a comparison does only if it is asked to.
  enum Part: Hashable {
    case headers, suggestion, seedFiles
  }

  init(of captures: [String], seeds: SeedSet, _ switches: Switches, _ parts: Set<Part>) throws {
    throw MockServer.StartFailure(.internalError, "captures cannot be compared yet: \(captures.count)")
  }
}
