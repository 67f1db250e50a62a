import ArgumentParser
import UnderstudyEmulator

/// The value of `--fail-on`: `unmatched,rejected`.
struct FindingList: ExpressibleByArgument {
  let findings: [RequestCounters.Finding]

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    findings = names.compactMap(RequestCounters.Finding.init)
    guard !names.isEmpty, findings.count == names.count else { return nil }
  }

  static var allValueStrings: [String] { RequestCounters.Finding.allCases.map(\.rawValue) }
}

extension [RequestCounters.Finding] {
  /// Writes a summary to standard error if there were any of these.
  /// - Throws: exit code 3 if there were any.
  func fail(_ counts: RequestCounters.Counts) throws {
    let all = RequestCounters.Finding.allCases.filter(contains)
    let found = all.compactMap { finding in counts.findings[finding].map { (finding, $0.count, $0.examples) } }
    guard !found.isEmpty else { return }
    for (finding, count, examples) in found {
      StandardError.write("--fail-on \(finding.rawValue): \(count) \(count == 1 ? "request" : "requests")\n")
      for example in examples { StandardError.write("  \(example)\n") }
      if count > examples.count { StandardError.write("  and \(count - examples.count) more\n") }
    }
    throw ExitCode.failedOn
  }
}
