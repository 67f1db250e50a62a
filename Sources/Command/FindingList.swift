import ArgumentParser
import Emulation

/// What `--fail-on` names: `unmatched,rejected`.
struct FindingList: ExpressibleByArgument {
  let findings: [Tally.Finding]

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    findings = names.compactMap(Tally.Finding.init)
    guard !names.isEmpty, findings.count == names.count else { return nil }
  }

  static var allValueStrings: [String] { Tally.Finding.allCases.map(\.rawValue) }
}

extension [Tally.Finding] {
  /// - Throws: exit code 3, when there were any of these, after a summary on standard error.
  func fail(_ counts: Tally.Counts) throws {
    let found = Tally.Finding.allCases.filter { contains($0) && counts.findings[$0, default: 0] > 0 }
    guard !found.isEmpty else { return }
    for finding in found {
      let (count, examples) = (counts.findings[finding, default: 0], counts.examples[finding, default: []])
      StandardError.write("--fail-on \(finding.rawValue): \(count) \(count == 1 ? "request" : "requests")\n")
      for example in examples { StandardError.write("  \(example)\n") }
      if count > examples.count { StandardError.write("  and \(count - examples.count) more\n") }
    }
    throw ExitCode.failedOn
  }
}
