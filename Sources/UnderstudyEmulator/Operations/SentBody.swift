import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The body of a request, with a warning about its declared type.
struct SentBody {
  let members: Members
  let warning: Warning?
}

extension OperationRun {
  /// Returns the body, a JSON object.
  func sentBody(_ bytes: [UInt8]) throws(Interruption) -> SentBody {
    let warning = try checkContentType()
    guard !bytes.isEmpty else { throw invalid(.bodyIsJSON, "The body is empty; expected a JSON object") }
    let value: JSON
    do {
      value = try JSON(reading: bytes)
    } catch {
      throw invalid(.bodyIsJSON, "The body is not JSON: \(error)")
    }
    guard let members = value.members else {
      throw invalid(.bodyIsObject, "The body must be a JSON object, but was \(value.kind)")
    }
    return SentBody(members: members, warning: warning)
  }

  /// - Returns: A warning if a rule that is off by default would refuse the header.
  private func checkContentType() throws(Interruption) -> Warning? {
    // Most requests send this, which then is not copied.
    if exchange.request.fields.hasOnly("application/json", as: .contentType) { return nil }
    let sent = exchange.request.fields.value(of: .contentType)
    guard sent?.isJSONMediaType != true else { return nil }
    let found = sent.map { "`\($0.truncated(to: 60))`" } ?? "missing"
    let message = "The header `Content-Type` must be `application/json`, but was \(found)"
    try refuse(.contentTypeSent, at: .root, .other(message))
    guard sent != nil else { return nil }
    try refuse(.contentTypeJSON, at: .root, .other(message))
    guard operation.standardGuard(for: .contentTypeJSON)?.rule.activation == .off else { return nil }
    return Warning(
      path: .root, kind: .other("The body was read as JSON, but the header `Content-Type` was \(found)"))
  }
}

extension String {
  /// Whether this value of `Content-Type` is `…/json` or `…+json`, in any case and with any parameters.
  fileprivate var isJSONMediaType: Bool {
    let mediaType = prefix { $0 != ";" }.drop(while: \.isWhitespace)
    guard let end = mediaType.lastIndex(where: { !$0.isWhitespace }) else { return false }
    let parts = mediaType[...end].lowercased().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let subtype = parts.last, parts.first?.isEmpty == false else { return false }
    return subtype == "json" || subtype.hasSuffix("+json")
  }
}
