import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// The log of answered requests: one structured line for each.
struct AccessLog: Sendable {
  let output: LogOutput

  /// Appends the line of a request. It never contains a query or a credential, and of headers and the body only what
  /// messages name: fields, and short invalid values that are not secret.
  func append(_ exchange: Exchange, _ outcome: borrowing Outcome, duration: Duration) {
    var line = output.line(level: "info", "answered")
    if let surface = exchange.surface { line.add("endpoint", surface.id) }
    if let stub = outcome.stub?.mapping { line.add("mapping", stub.name ?? stub.id) }
    line.add("method", exchange.request.method)
    line.add("micros", Int(duration.microseconds))
    line.add("path", String(exchange.request.path))
    line.add("request", exchange.requestID.uuid)
    if let profile = outcome.acceptingProfile { line.add("accepted_by_profile", profile.rawValue) }
    if let rule = outcome.rule { line.add("rule", rule) }
    let sandbox = exchange.snapshot.sandbox.name
    if sandbox != SandboxID.defaultName { line.add("sandbox", sandbox) }
    line.add("status", outcome.response.status)
    if let forwarding = outcome.forwarding { line.add(forwarding) }
    if !outcome.warnings.isEmpty { line.add(outcome.warnings) }
    if let explanation = outcome.explanation {
      line.add(explanation, of: exchange, isForwarded: outcome.forwarding != nil)
    }
    output.append(line)
  }
}

extension LogLine {
  /// The most warnings and the most characters of a message in a line.
  private static let mostWarnings = 8
  private static let longestMessage = 500

  fileprivate mutating func add(_ forwarding: ForwardingRecord) {
    add("upstream", forwarding.host)
    add("upstream_ms", Int(forwarding.duration / .milliseconds(1)))
    if let failure = forwarding.failure { add("failure", failure) }
    if let difference = forwarding.comparison?.summary {
      add("difference", difference.truncated(to: Self.longestMessage))
    }
  }

  fileprivate mutating func add(_ warnings: [Warning]) {
    add("warnings", warnings.count)
    add("warning", warnings.prefix(Self.mostWarnings).map(\.message).joined(separator: " | "))
  }

  fileprivate mutating func add(
    _ explanation: Explanation, of exchange: Exchange, isForwarded: Bool
  ) {
    add(
      exchange.surface == nil && !isForwarded ? "unmatched" : "reason",
      explanation.message.truncated(to: Self.longestMessage))
    if let hint = explanation.hint { add("hint", hint) }
    guard let comparison = explanation.comparison else { return }
    for part in comparison.parts { add(part.name, part.members.listing) }
  }
}

extension Members {
  /// `role: member, id: user_member`
  fileprivate var listing: String {
    map { "\($0.name): \($0.value.string ?? $0.value.description)" }.joined(separator: ", ")
  }
}
