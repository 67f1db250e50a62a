import Logging
import MicroHTTP
import Storage
import Vendors

/// One structured line a request, and one for each update that could not be saved.
struct AccessLog: Sendable {
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  /// Never holds a body, a header or a query, any of which may be somebody's secret.
  func answered(_ exchange: Exchange, _ response: Response) {
    guard logger.logLevel <= .info else { return }
    let micros = Int64(exchange.started.duration(to: .now) / .microseconds(1))
    var metadata: Logger.Metadata = [
      "method": .string(exchange.request.method),
      "micros": .string(String(micros)),
      "path": .string(exchange.request.path),
      "request": .string(exchange.requestID.uuid),
      "status": .string(String(response.status)),
    ]
    if let endpoint = exchange.endpoint { metadata["endpoint"] = .string(endpoint.id) }
    let sandbox = exchange.visit.sandbox.name
    if sandbox != SandboxID.defaultName { metadata["sandbox"] = .string(sandbox) }
    if let rule = exchange.rule { metadata["rule"] = .string(rule) }
    if let stub = exchange.stub { metadata["mapping"] = .string(stub.name ?? stub.id) }
    if !exchange.warnings.isEmpty { metadata["warnings"] = .string(String(exchange.warnings.count)) }
    logger.info("answered", metadata: metadata)
  }

  func saveFailed(_ error: StoreError, _ endpoint: Endpoint) {
    logger.error("an update was not saved", metadata: ["endpoint": .string(endpoint.id), "reason": "\(error)"])
  }
}

extension Request {
  /// The target without its query.
  fileprivate var path: String {
    guard let query = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
    return String(target[..<query])
  }
}
