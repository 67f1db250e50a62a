import ArgumentParser
import Foundation
import Understudy
import UnderstudyEmulator

/// The address of the server.
struct AddressOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = Settings().host
  @Option(help: ArgumentHelp("The port to listen on; 0 for any free one.", valueName: "port"))
  var port = Settings().port
}

/// The rights of web pages.
struct BrowserOptions: ParsableArguments {
  @Flag(name: .customLong("no-cors"), help: "Do not let web pages call the vendors' endpoints.")
  var noCORS = false
  @Option(
    help: ArgumentHelp(
      "Let web pages of this origin use /__admin, besides loopback origins; repeatable.", valueName: "origin"))
  var adminOrigin: [String] = []
  @Option(
    help: ArgumentHelp(
      "Answer /__admin under this name too, besides localhost and IP addresses; repeatable.", valueName: "name"))
  var adminHost: [String] = []

  func validate() throws {
    for origin in adminOrigin where !origin.isOrigin {
      throw ValidationError(
        "--admin-origin \(origin) is not an origin: expected a scheme, a host and optionally a port, such as "
          + "https://app.example.com:8443")
    }
    for name in adminHost where name.isEmpty || name.contains(where: { "/: ".contains($0) }) {
      throw ValidationError(
        "--admin-host \(name) is not a host name: expected a name without a port, such as understudy")
    }
  }
}

extension String {
  fileprivate var isOrigin: Bool {
    guard let url = URL(string: self), url.scheme != nil, url.host() != nil else { return false }
    return url.path().isEmpty && url.query() == nil && url.user() == nil
  }
}

/// The limits of the journal and of sandboxes.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The maximum number of requests in the journal, over all sandboxes.", valueName: "count"))
  var journalEntries = Settings().journal.entries
  @Option(help: ArgumentHelp("The approximate maximum size of the journal.", valueName: "bytes"))
  var journalBytes = Settings().journal.bytes
  @Option(
    help: ArgumentHelp(
      "The maximum number of sandboxes; a new one beyond it replaces the least recently used.", valueName: "count"))
  var sandboxLimit = Settings().sandboxes.limit
  @Option(help: ArgumentHelp("Remove a sandbox after this time without a request.", valueName: "seconds"))
  var sandboxIdleSeconds = Int(Settings().sandboxes.idleTime.components.seconds)

  func validate() throws {
    guard journalEntries >= 0 else { throw ValidationError("--journal-entries must not be negative") }
    guard journalBytes >= 0 else { throw ValidationError("--journal-bytes must not be negative") }
    guard sandboxLimit >= 1 else { throw ValidationError("--sandbox-limit must be at least 1") }
    guard 1...31_536_000 ~= sandboxIdleSeconds else {
      throw ValidationError("--sandbox-idle-seconds must be from 1 to 31536000, a year")
    }
  }
}

/// The value of `--fail-on`, such as `unmatched,rejected`.
struct IssueList: ExpressibleByArgument {
  let issues: [RequestCounters.Issue]

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    issues = names.compactMap(RequestCounters.Issue.init)
    guard !names.isEmpty, issues.count == names.count else { return nil }
  }

  static var allValueStrings: [String] { RequestCounters.Issue.allCases.map(\.rawValue) }
}
