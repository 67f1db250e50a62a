import ArgumentParser

/// The report of a server's requests.
struct ReportOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "At the end, write a report of the requests to a file: `--report junit report.xml`.",
      valueName: "format file"))
  var report: [String] = []

  func validate() throws { _ = try path }

  /// The file of the report; nil if none is wanted.
  var file: ReportFile? { (try? path).map { ReportFile(option: "--report \(Self.format)", path: $0) } }

  private static let format = "junit"

  /// Format and file may be two values, or one, as variables have it: `junit=report.xml`.
  private var path: String? {
    get throws {
      guard let first = report.first else { return nil }
      let parts =
        report.count > 1
        ? report : first.split(maxSplits: 1) { "= ".contains($0) }.map(String.init)
      guard parts.count == 2, parts[0] == Self.format, !parts[1].isEmpty else {
        throw ValidationError(
          "--report \"\(report.joined(separator: " "))\": name the format and one file, such as: --report junit report.xml; "
            + "there is no other format")
      }
      return parts[1]
    }
  }
}
