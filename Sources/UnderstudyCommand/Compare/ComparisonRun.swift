import UnderstudyCapture
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
    var options = Comparer.Options()
    options.seeds = seeds
    options.switches = switches
    options.headers = parts.contains(.headers) ? .compared : .ignored
    options.suggestion = parts.contains(.suggestion) ? .wanted : .none
    let capture = try CaptureReader(captures)
    result = try Comparer(options).compare(capture.forEach)
    guard parts.contains(.seeds) else {
      self.seeds = Seeds()
      return
    }
    let found = try CaptureSeeds(of: capture.forEach, options)
    self.seeds = Seeds(files: found.files.map { ($0.name, $0.text) }, omissions: found.omissions)
  }
}
