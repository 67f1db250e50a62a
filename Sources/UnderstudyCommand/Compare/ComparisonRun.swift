import Understudy
import UnderstudyCompare
import UnderstudyVendors

/// A comparison of captures, as the command asks for it.
struct ComparisonRun {
  let result: CaptureComparison
  /// Empty unless asked for.
  let seeds: Seeds

  /// The agents and accounts of the captures.
  struct Seeds {
    var files: [(name: String, text: String)] = []
    /// What was left out because seed files may not have it, as sentences.
    var omissions: [String] = []
  }

  /// What a comparison does only if it is asked to.
  enum Part: Hashable {
    case headers, suggestion, seeds
  }

  init(of captures: [String], seeds: SeedSet, _ switches: Switches, _ parts: Set<Part>) throws {
    throw MockServer.StartFailure(.internalError, "captures cannot be compared yet: \(captures.count)")
  }
}
