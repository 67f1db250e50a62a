import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// The log of answered requests: one structured line for each.
struct AccessLog: Sendable {
  let output: LogOutput

  /// Appends the line of a request. It never contains a body, a header or a query, any of which may be secret.
  func append(_ exchange: Exchange, _ outcome: borrowing Outcome, duration: Duration) {
    var line = output.line(level: "info", "answered")
    if let surface = exchange.surface { line.add("endpoint", surface.id) }
    if let stub = outcome.stub?.mapping { line.add("mapping", stub.name ?? stub.id) }
    line.add("method", exchange.request.method)
    line.add("micros", Int(duration.microseconds))
    line.add("path", exchange.request.path)
    line.add("request", exchange.requestID.uuid)
    if let profile = outcome.acceptingProfile { line.add("accepted_by_profile", profile.rawValue) }
    if let rule = outcome.rule { line.add("rule", rule) }
    let sandbox = exchange.snapshot.sandbox.name
    if sandbox != SandboxID.defaultName { line.add("sandbox", sandbox) }
    line.add("status", outcome.response.status)
    if !outcome.warnings.isEmpty { line.add("warnings", outcome.warnings.count) }
    output.append(line)
  }
}

extension Request {
  /// The target without its query.
  fileprivate var path: String {
    let query = target.utf8.span.withUnsafeBytes { $0.firstIndex(of: UInt8(ascii: "?"), from: 0) }
    return query.map { String(decoding: target.utf8.prefix($0), as: UTF8.self) } ?? target
  }
}
