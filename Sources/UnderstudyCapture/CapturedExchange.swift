import Foundation
import HTTPTypes
import UnderstudyJSON

/// One request and its response, as a capture has them.
package struct CapturedExchange: Sendable {
  /// When the request was sent.
  package var started: Date
  /// The time until the response was complete; nil if the capture does not say it.
  package var duration: Duration?
  package var request: CapturedRequest
  /// Nil if the capture has no response.
  package var response: CapturedResponse?
  /// The members that Understudy adds to its own captures, under `_understudy`.
  package var details: Members

  package init(
    started: Date, duration: Duration? = nil, request: CapturedRequest, response: CapturedResponse?,
    details: Members = [:]
  ) {
    self.started = started
    self.duration = duration
    self.request = request
    self.response = response
    self.details = details
  }
}

/// The request of an exchange.
package struct CapturedRequest: Sendable {
  package var method: String
  /// The absolute URL.
  package var url: String
  /// The header fields, without the pseudo-header fields of HTTP/2.
  package var fields: HTTPFields
  package var body: CapturedBody

  package init(method: String, url: String, fields: HTTPFields = [:], body: CapturedBody = .whole([])) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
  }
}

/// The response of an exchange.
package struct CapturedResponse: Sendable {
  package var status: Int
  package var fields: HTTPFields
  /// The body without its content coding.
  package var body: CapturedBody

  package init(status: Int, fields: HTTPFields = [:], body: CapturedBody = .whole([])) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}

/// A body as a capture has it.
package enum CapturedBody: Sendable, Equatable {
  /// All bytes; empty if there is no body.
  case whole([UInt8])
  /// The recorder did not keep all of it.
  /// - Parameter reason: a clause, such as `the recorder left it out`.
  case cut(reason: String)

  /// All bytes; nil if some are missing.
  package var bytes: [UInt8]? { if case .whole(let bytes) = self { bytes } else { nil } }
}
