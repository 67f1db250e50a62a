import ArgumentParser
import Foundation
import Understudy
import UnderstudyCapture
import UnderstudyCompare
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy compare`: compares recordings of the vendors with the responses of this mock.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare recordings of the real vendors with the responses of this mock.",
    usage: """
      understudy compare [<options>] <capture> ...
      understudy compare --accept accepted.json --format junit recorded.har
      """,
    discussion: """
      A capture is a HAR file of a browser, a proxy or of Understudy. Each exchange in it is replayed, in memory: nothing is \
      sent to a vendor. Exit code 0 if no difference counts; 3 if one does, or if nothing could be compared.
      """)

  @Argument(help: ArgumentHelp("The HAR files, replayed together in the order of time.", valueName: "capture"))
  var captures: [String] = []
  @ArgumentParser.Option(help: "The format of the report.")
  var format = ReportFormat.text
  @Flag(help: "Compare header fields too, not only the content type.")
  var headers = false
  @ArgumentParser.Option(
    help: ArgumentHelp("The differences that do not count, as a JSON array.", valueName: "file"))
  var accept: String?
  @ArgumentParser.Option(
    help: ArgumentHelp(
      "Write the agents and accounts of the captures to seed files in this directory; no file is replaced.",
      valueName: "dir"))
  var writeSeeds: String?
  @Flag(help: "Suggest the switches of rules that remove the most differences.")
  var suggest = false
  @ArgumentParser.Option(
    help: ArgumentHelp(
      "Read every *.json below this directory; repeatable (default: seed-data, if it exists).", valueName: "dir"))
  var seedData: [String] = []
  @ArgumentParser.Option(
    help: ArgumentHelp(
      "Rules as the vendors document them, or as public clients use the vendors; `--disable-rule` and "
        + "`--enable-rule` come first.", valueName: "name"))
  var profile = Profile.documented
  @ArgumentParser.Option(
    help: ArgumentHelp("Switch a rule off; repeatable. `understudy rules` lists them.", valueName: "id"))
  var disableRule: [String] = []
  @ArgumentParser.Option(help: ArgumentHelp("Switch a rule on; repeatable.", valueName: "id"))
  var enableRule: [String] = []

  func validate() throws {
    guard !captures.contains("") else { throw ValidationError("a capture is empty; name a HAR file") }
    guard accept != "" else { throw ValidationError("--accept is empty; name a file, or remove the option") }
    guard writeSeeds != "" else {
      throw ValidationError("--write-seeds is empty; name a directory, or remove the option")
    }
    guard !seedData.contains("") else {
      throw ValidationError("--seed-data is empty; name a directory, or remove the option")
    }
  }

  func run() throws {
    // Not in `validate`, because the parser also reads each environment variable alone.
    guard !captures.isEmpty else {
      throw ValidationError("there is no capture; name a HAR file, such as: understudy compare recorded.har")
    }
    let (report, seeds) = try exiting { try prepareAndCompare() }
    StandardOutput.write(report.text(format))
    if let seeds { try exiting { try write(seeds) } }
    guard !report.outcome.isFailure else { throw ExitCode.different }
  }

  private typealias Seeds = (output: SeedOutput, seeds: ComparisonRun.Seeds)

  private func prepareAndCompare() throws -> (ComparisonReport, Seeds?) {
    do {
      let registry = Registry()
      let switches = try registry.switches(profile, disabled: disableRule, enabled: enableRule)
      let accepted = try accept.map { try AcceptFile(registry).read($0) } ?? []
      let seeds = try SeedReader.read(directories: seedDirectories, registry: registry)
      let output = try writeSeeds.map { try SeedOutput($0) }
      let comparison = try ComparisonRun(of: captures, seeds: seeds, switches, parts)
      let report = ComparisonReport(
        comparison.result, accepting: accepted, from: accept, on: CalendarDay(Date.now))
      return (report, output.map { ($0, comparison.seeds) })
    } catch {
      throw MockServer.StartFailure(comparing: error)
    }
  }

  /// The directories of the option, otherwise the usual one if it exists.
  private var seedDirectories: [String] {
    seedData.isEmpty ? SeedDirectory.existing : seedData
  }

  private var parts: Set<ComparisonRun.Part> {
    let asked: [(ComparisonRun.Part, Bool)] = [
      (.headers, headers), (.suggestion, suggest), (.seeds, writeSeeds != nil),
    ]
    return Set(asked.filter(\.1).map(\.0))
  }

  private func write(_ seeds: Seeds) throws {
    for path in try seeds.output.write(seeds.seeds.files) { StandardError.writeLine("wrote \(path)") }
    for omission in seeds.seeds.omissions { StandardError.writeLine("left out of the seeds: \(omission)") }
  }
}

extension ReportFormat: ExpressibleByArgument {}

extension ComparisonReport.Outcome {
  /// Whether the exit code is 3.
  fileprivate var isFailure: Bool {
    switch self {
    case .equal, .partlyCompared: false
    case .different, .nothingCompared: true
    }
  }
}

extension MockServer.StartFailure {
  /// - Parameter error: An error in a file of `understudy compare`, or in its options.
  fileprivate init(comparing error: any Error) {
    switch error {
    case AcceptFileError.unreadable(let sentence): self.init(.unreadableFile, sentence)
    case AcceptFileError.invalid(let errors): self.init(.invalidFile, errors.map(\.description))
    case let error as CaptureError:
      self.init(error.reason == .invalid ? .invalidFile : .unreadableFile, "\(error)")
    default: self.init(error)
    }
  }
}
