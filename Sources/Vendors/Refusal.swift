import JSON
import Schema

/// A request that is not carried out, as a fact. Each vendor answers it in its own shape and words.
package struct Refusal: Error, Sendable {
  package enum Reason: Sendable {
    case methodNotAllowed(allowed: String)
    case payloadTooLarge(limit: Int)
    case unauthorized
    case forbidden
    case notFound
    /// The request breaks these rules; the first is answered.
    case invalid
    case saveFailed
  }

  /// The id of the rule that refused.
  package let rule: String
  package let reason: Reason
  /// Every rule that the body breaks, in the order in which they are checked; only for `invalid`.
  package let violations: [Violation]

  package init(rule: String, reason: Reason) {
    self.rule = rule
    self.reason = reason
    violations = []
  }

  /// - Parameters:
  ///   - first: the violation that is answered.
  ///   - all: every violation, the first among them.
  package init(_ first: Violation, among all: [Violation]? = nil) {
    rule = first.rule
    reason = .invalid
    violations = all ?? [first]
  }

  /// What is wrong with the request, in our words.
  package var sentence: String {
    switch reason {
    case .methodNotAllowed(let allowed): "This endpoint answers \(allowed) only"
    case .payloadTooLarge(let limit): "The body is larger than \(limit) bytes"
    case .unauthorized: "The credential is missing or unknown"
    case .forbidden: "The credential may not do this"
    case .notFound: "There is no such agent"
    case .invalid: violations.first?.sentence ?? "The request is invalid"
    case .saveFailed: "The update could not be saved; nothing was changed"
    }
  }
}
