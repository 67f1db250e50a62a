import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension Request {
  func bytes(for surface: Surface) throws(Refusal) -> [UInt8] {
    switch body {
    case .complete(let bytes): return bytes
    case .tooLarge(let limit):
      throw Refusal(rule: surface.id(of: .bodySize), reason: .payloadTooLarge(limit: limit))
    }
  }
}

extension Surface {
  func checkForm(of agentID: String, _ switches: Switches) throws(Refusal) {
    guard let format = self.agentID.format, !format.accepts(agentID), switches.isOn(agentIDFormatRule) else {
      return
    }
    throw Refusal(
      Violation(
        rule: agentIDFormatRule, path: Path(.member(self.agentID.parameter)), fact: .unmet(Check(.format(format))),
        found: .string(agentID)))
  }

  func checkAccess(
    _ access: [Access], of account: Members?, to agent: Members, as agentID: String, _ switches: Switches
  ) throws(Refusal) {
    guard let access = barrier(access, of: account, to: agent, switches) else { return }
    let reason: Refusal.Reason =
      switch access.effect {
      case .forbidden: .forbidden
      case .hidden: .notFound(agentID: agentID)
      }
    throw Refusal(rule: id(of: access), reason: reason, saying: access.words)
  }

  /// The first rule that keeps an account from an agent.
  /// - Parameter account: nil where the credential's rules are switched off, which then admits everybody.
  func barrier(
    _ access: [Access], of account: Members?, to agent: Members, _ switches: Switches
  ) -> Access? {
    guard let account else { return nil }
    return access.first { !$0.allows(account, agent) && switches.isOn(id(of: $0)) }
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
