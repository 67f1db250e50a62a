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
    let micros = Int64(start.duration(to: .now) / .microseconds(1))
    var metadata: Logger.Metadata = [
      "method": .string(exchange.request.method),
      "micros": .string(String(micros)),
      "path": .string(exchange.request.path),
      "request": .string(exchange.requestID.uuid),
      "status": .string(String(response.status)),
    ]
    if let endpoint = exchange.endpoint { metadata["endpoint"] = .string(endpoint.id) }
    if let rule = exchange.rule { metadata["rule"] = .string(rule) }
    if !exchange.warnings.isEmpty { metadata["warnings"] = .string(String(exchange.warnings.count)) }
    logger.info("answered", metadata: metadata)
    return response
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
