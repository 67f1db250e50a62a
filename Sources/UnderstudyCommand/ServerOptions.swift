import ArgumentParser
import Understudy
import UnderstudyEmulator
import UnderstudyPlatform

/// The address of the server.
struct AddressOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = Settings().host
  @Option(help: ArgumentHelp("The port to listen on; 0 for any free one.", valueName: "port"))
  var port = Settings().port

  func validate() throws {
    // The system would take `*` for all addresses, which is not a host in a URL.
    let address = host.prefix { $0 != "%" }
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    guard name.isHostName || IPAddress.isValid(String(address)) else {
      throw ValidationError(
        "--host \"\(host)\" is not an address: expected an IP address or a host name, such as 127.0.0.1, or 0.0.0.0 "
          + "for all addresses")
    }
  }
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
        "--admin-origin \"\(origin)\" is not an origin: expected a scheme, a host and a port that is not the scheme's "
          + "own, as browsers send them, such as https://app.example.com:8443")
    }
    for name in adminHost where !name.isHostName {
      throw ValidationError(
        "--admin-host \"\(name)\" is not a host name: expected a name in ASCII without a port, such as understudy; "
          + "there are no wildcards")
    }
  }
}

extension String {
  /// Whether this is an origin as browsers write it (RFC 6454), so that a request can have it.
  fileprivate var isOrigin: Bool {
    guard let parts = wholeMatch(of: /([A-Za-z][A-Za-z0-9+.\-]*):\/\/(\[[^\]]*\]|[^:]*)(?::([0-9]{1,5}))?/) else {
      return false
    }
    let host = String(parts.2)
    guard host.isHostName || host.hasPrefix("[") && IPAddress.isV6(String(host.dropFirst().dropLast())) else {
      return false
    }
    guard let port = parts.3 else { return true }
    let own = ["http": "80", "https": "443"][parts.1.lowercased()]
    return UInt16(port) != nil && !port.hasPrefix("0") && own != String(port)
  }

  /// Whether this is a host name of letters, digits, `-` and `_`, with dots between its labels.
  fileprivate var isHostName: Bool {
    let labels = utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return utf8.count <= 253 && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isOfLabel) }
  }
}

extension UInt8 {
  fileprivate var isOfLabel: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
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
