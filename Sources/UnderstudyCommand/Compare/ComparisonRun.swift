import UnderstudyCapture
import UnderstudyCompare
import UnderstudyVendors

/// A comparison of captures, as the command asks for it.
struct ComparisonRun {
  let result: CaptureComparison
  /// The agents and accounts of the captures; nil unless asked for.
  let seeds: CaptureSeeds?

  /// What a comparison does only if it is asked to.
  enum Part: Hashable {
    case headers, suggestion, seedFiles
  }

  /// - Throws: ``CaptureError``, or the error of the store.
  init(of captures: [String], seeds: SeedSet, _ switches: Switches, _ parts: Set<Part>) throws {
    let capture = try CaptureReader(captures)
    var options = Comparer.Options()
    options.seeds = seeds
    options.switches = switches
    options.headers = parts.contains(.headers) ? .compared : .ignored
    options.suggestion = parts.contains(.suggestion) ? .wanted : .none
    result = try Comparer(options).compare(capture.forEach)
    self.seeds = try parts.contains(.seedFiles) ? CaptureSeeds(of: capture.forEach, options) : nil
  }
}
