import HTTPTypes
import JSON
import MicroHTTP
import Schema
import Vendors

extension Request {
  func bytes(for endpoint: Endpoint) throws(Refusal) -> [UInt8] {
    switch body {
    case .complete(let bytes): return bytes
    case .tooLarge(let limit):
      throw Refusal(rule: endpoint.id(of: .bodySize), reason: .payloadTooLarge(limit: limit))
    }
  }
}

extension Endpoint {
  func checkForm(of agentID: String, _ switches: Switches) throws(Refusal) {
    guard let format = self.agentID.format, !format.accepts(agentID), switches.isOn(agentIDFormatRule) else {
      return
    }
    throw Refusal(
      Violation(
        rule: agentIDFormatRule, path: Path(.member(self.agentID.parameter)), fact: .unmet(.format(format)),
        found: .string(agentID)))
  }

  /// - Parameter account: nil where the credential's rules are switched off, which then admits everybody.
  func checkAccess(of account: Members?, to agent: Members, _ switches: Switches) throws(Refusal) {
    guard let account else { return }
    for access in access where !access.allows(account, agent) && switches.isOn(id(of: access)) {
      throw Refusal(rule: id(of: access), reason: access.refusal)
    }
  }

  func body(_ bytes: [UInt8], contentType: String?, _ switches: Switches) throws(Refusal) -> Members {
    try check(contentType, switches)
    guard !bytes.isEmpty else {
      throw invalid(id(of: .bodyIsJSON), "The body is empty; expected a JSON object")
    }
    let value: JSON
    do {
      value = try JSON(reading: bytes)
    } catch {
      throw invalid(id(of: .bodyIsJSON), "The body is not JSON: \(error)")
    }
    guard let members = value.members else {
      throw invalid(id(of: .bodyIsObject), "The body must be a JSON object, but was \(value.kind)")
    }
    return members
  }

  private func check(_ contentType: String?, _ switches: Switches) throws(Refusal) {
    if contentType?.isJSONMediaType == true { return }
    if contentType == nil, case .jsonIfPresent = self.contentType { return }
    guard switches.isOn(contentTypeRule.id) else { return }
    let found = contentType.map { "`\($0.excerpt(60))`" } ?? "missing"
    throw invalid(contentTypeRule.id, "The header `Content-Type` must be `application/json`, but was \(found)")
  }

  /// Checks the fields in their order, then the constraints in theirs.
  /// - Returns: the agent as it is after the update.
  func change(
    _ stored: Members, by body: Members, at clock: Clock, _ switches: Switches, _ warnings: inout [Warning]
  ) throws(Refusal) -> Members {
    let record = collection.record
    var reviewer = Reviewer(namespace: namespace, switches: switches)
    reviewer.review(body, by: record)
    warnings = reviewer.findings.warnings
    var violations = reviewer.findings.violations
    let request = record.updatableMembers(of: body)
    var agent = record.merging(request, into: stored)
    let update = Update(request: request, stored: stored, merged: agent)
    for constraint in constraints where !constraint.holds(update) {
      guard switches.isOn(id(of: constraint), byDefault: constraint.isOnByDefault) else { continue }
      let message = constraint.message ?? constraint.sentence
      violations.append(Violation(rule: id(of: constraint), path: .root, fact: .other(message)))
    }
    if let first = violations.first { throw Refusal(first, among: violations) }
    if !request.isEmpty { agent[collection.updatedAt] = .string(clock.now.description) }
    return agent
  }

  private func invalid(_ rule: String, _ sentence: String) -> Refusal {
    Refusal(Violation(rule: rule, path: .root, fact: .other(sentence)))
  }
}

extension String {
  /// Whether this value of `Content-Type` is `application/json`, in any case and with any parameters.
  fileprivate var isJSONMediaType: Bool {
    if self == "application/json" { return true }
    let mediaType = prefix { $0 != ";" }.drop(while: \.isWhitespace)
    guard let end = mediaType.lastIndex(where: { !$0.isWhitespace }) else { return false }
    return mediaType[...end].lowercased() == "application/json"
  }
}
