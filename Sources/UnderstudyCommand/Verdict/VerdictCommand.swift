import ArgumentParser
import Foundation
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyPlatform

/// `understudy verdict`: asks a running server for what `--fail-on` finds, for servers whose exit code is lost.
struct VerdictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict",
    abstract: "Ask a running server what --fail-on would find; exit code 3 if it would find anything.",
    usage: """
      understudy verdict --url <url> [<options>]
      understudy verdict --url http://localhost:4010 --fail-on unmatched,rejected --junit report.xml
      """,
    discussion: """
      For servers whose exit code is lost, such as a service container of a CI job. All requests since the start count, in \
      all sandboxes, also those that the journal no longer has. Exit code 0 if there was none with such an issue.
      """)

  @Option(help: ArgumentHelp("The server's address, such as http://localhost:4010.", valueName: "url"))
  var url: String?
  @Option(
    help: ArgumentHelp(
      "The requests to look for: unmatched, warnings, rejected; comma-separated (default: the server's own --fail-on, "
        + "otherwise unmatched).", valueName: "kinds"))
  var failOn: [IssueList] = []
  @Option(help: ArgumentHelp("Look at the requests of this sandbox only.", valueName: "name"))
  var sandbox: String?
  @Option(help: ArgumentHelp("Write a report of the requests to this file, as JUnit XML.", valueName: "file"))
  var junit: String?

  func validate() throws {
    if let url { _ = try ServerURL(url) }
    guard junit != "" else { throw ValidationError("--junit is empty; name a file, or remove the option") }
    if let sandbox, (try? SandboxName(sandbox)) == nil {
      throw ValidationError("--sandbox \"\(sandbox)\" is not a name of a sandbox: \(SandboxName.rule)")
    }
  }

  func run() throws {
    // Not in `validate`, because the parser also reads each environment variable alone.
    guard let url else {
      throw ValidationError(
        "there is no --url; name the server, such as: understudy verdict --url http://localhost:4010")
    }
    let file = junit.map { ReportFile(option: "--junit", path: $0) }
    if let file { try exiting { try file.prepare() } }
    let reply = try reply(from: try ServerURL(url))
    try write(reply, to: file)
    print(reply)
    guard reply.outcome == .pass else { throw ExitCode.failedOn }
  }

  private func reply(from server: ServerURL) throws -> VerdictReply {
    do throws(VerdictRequest.Failure) {
      let kinds = RequestCounters.Issue.allCases.filter(Set(failOn.flatMap(\.issues)).contains)
      return try VerdictRequest(failOn: kinds.map(\.rawValue), sandbox: sandbox).reply(from: server)
    } catch {
      StandardError.writeLine("Error: \(error)")
      throw error.exitCode
    }
  }

  private func write(_ reply: VerdictReply, to file: ReportFile?) throws {
    do throws(ReportFile.Failure) {
      try file?.write(RequestReport(reply, at: .now).text)
    } catch {
      StandardError.writeLine("Error: \(error)")
      guard reply.outcome == .pass else { return }
      throw ExitCode.notWritten
    }
  }

  /// Writes what was found to standard output, in the words of a run's summary.
  private func print(_ reply: VerdictReply) {
    let found = reply.issues.filter { reply.failing.contains($0.kind) && $0.count > 0 }
    let summary = IssueSummary(of: found.map { ($0.kind, $0.count, $0.examples) }, prefix: "--fail-on")
    for line in summary.lines + reply.conclusion {
      StandardOutput.write(line.escapingControlCharacters + "\n")
    }
  }
}

extension VerdictReply {
  /// Whether no request is known that it is about.
  private var isEmpty: Bool {
    cases.isEmpty && answered.isEmpty && unlistedAnswers == 0 && issues.allSatisfy { $0.unlisted == 0 }
  }

  /// The verdict, how many requests it is about, and which issues count.
  fileprivate var conclusion: [String] {
    let kinds = failing.joined(separator: ",")
    let reason =
      switch origin {
      case "server": " (the server's own)"
      case "default": " (the default, because neither this command nor the server has the option)"
      default: ""
      }
    let line = "\(outcome.rawValue): --fail-on \(kinds)\(reason), "
    guard requests > 0 else {
      return [line + "no request was received; does the client use this server's address?"]
    }
    if let sandbox, isEmpty {
      let all = "\(requests.counted("request")) in all sandboxes"
      return [line + "no request of sandbox \(sandbox), of \(all); does the test spell its name so?"]
    }
    let scope = sandbox.map { "sandbox \($0); \(requests.counted("request")) in all sandboxes" }
    guard outcome == .indeterminate else { return [line + (scope ?? requests.counted("request"))] }
    let unlisted = issues.filter { failing.contains($0.kind) }.reduce(0) { $0 + $1.unlisted }
    return [line + "\(scope ?? ""), of which \(unlisted) were only counted and may be of this sandbox"]
  }
}
