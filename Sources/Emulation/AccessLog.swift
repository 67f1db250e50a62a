import Logging
import MicroHTTP
import Storage
import Vendors

/// One structured line a request, and one for each update that could not be saved.
struct AccessLog: Sendable {
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  /// Never holds a body, a header or a query, any of which may be somebody's secret.
  func timing(_ answer: () -> (Response, Exchange)) -> Response {
    guard logger.logLevel <= .info else { return answer().0 }
    let start = ContinuousClock.now
    let (response, exchange) = answer()
    let elapsed = start.duration(to: .now)
    var metadata: Logger.Metadata = [
      "method": "\(exchange.request.method)",
      "path": .string(String(exchange.request.target.prefix { $0 != "?" })),
      "status": "\(response.status)",
      "micros": .string(String(Int64(elapsed / .microseconds(1)))),
      "request": .string(exchange.requestID),
    ]
    if let endpoint = exchange.endpoint { metadata["endpoint"] = .string(endpoint.id) }
    if let rule = exchange.rule { metadata["rule"] = .string(rule) }
    if !exchange.warnings.isEmpty { metadata["warnings"] = "\(exchange.warnings.count)" }
    logger.info("answered", metadata: metadata)
    return response
  }

  func saveFailed(_ error: StoreError, _ endpoint: Endpoint) {
    logger.error("an update was not saved", metadata: ["endpoint": .string(endpoint.id), "reason": "\(error)"])
  }
}
