import ArgumentParser
import Emulation

/// What `--fail-on` names: `unmatched,rejected`.
struct FaultList: ExpressibleByArgument {
  let faults: [Tally.Fault]

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    faults = names.compactMap(Tally.Fault.init)
    guard !names.isEmpty, faults.count == names.count else { return nil }
  }

  static var allValueStrings: [String] { Tally.Fault.allCases.map(\.rawValue) }
}

extension [Tally.Fault] {
  /// - Throws: exit code 3, when there were any of these, after a summary on standard error.
  func fail(_ counts: Tally.Counts) throws {
    let found = Tally.Fault.allCases.filter { contains($0) && counts.faults[$0, default: 0] > 0 }
    guard !found.isEmpty else { return }
    for fault in found {
      let (count, examples) = (counts.faults[fault, default: 0], counts.examples[fault, default: []])
      StandardError.write("--fail-on \(fault.rawValue): \(count) \(count == 1 ? "request" : "requests")\n")
      for example in examples { StandardError.write("  \(example)\n") }
      if count > examples.count { StandardError.write("  and \(count - examples.count) more\n") }
    }
    throw ExitCode.failedOn
  }
}
