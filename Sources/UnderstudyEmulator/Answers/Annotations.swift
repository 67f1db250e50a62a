import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore

/// The headers of Understudy's own that responses carry. Without them, responses equal the vendor's to the byte.
package struct Annotations: Sendable, OptionSet {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The request's id, the sandbox, the mapping, the rule that refused, the profile and the warnings.
  package static let standard = Annotations(rawValue: 1)
  /// The assumed rules that shaped an accepted request.
  package static let assumptions = Annotations(rawValue: 2)

  /// Adds the headers: `X-Understudy-Request-Id` to each response, the others if they have a value.
  /// - Parameter outcome: The outcome whose response gets the headers.
  func annotate(_ outcome: inout Outcome, _ exchange: Exchange) {
    if contains(.assumptions), !outcome.assumptions.isEmpty {
      outcome.response.fields.append(.assumptions, outcome.assumptions.joined(separator: ", "))
    }
    guard contains(.standard) else { return }
    outcome.response.fields.append(.requestID, exchange.requestID.uuid)
    let sandbox = exchange.snapshot.sandbox.name
    if sandbox != SandboxID.defaultName { outcome.response.fields.append(.sandbox, sandbox) }
    if let stub = outcome.stub?.mapping { outcome.response.fields.append(.matchedStubID, stub.id) }
    if let rule = outcome.rule { outcome.response.fields.append(.rule, rule) }
    if let difference = outcome.forwarding?.comparison?.summary {
      outcome.response.fields.append(.difference, difference.truncated(to: Self.bytesShown / 4).asciiForHeader)
    }
    if let profile = outcome.acceptingProfile { outcome.response.fields.append(.profile, profile.rawValue) }
    guard !outcome.warnings.isEmpty else { return }
    var sentences: [String] = []
    var bytesLeft = Self.bytesShown
    for warning in outcome.warnings.prefix(Self.shown) {
      let sentence = warning.message.asciiForHeader
      bytesLeft -= sentence.utf8.count
      if bytesLeft < 0 { break }
      sentences.append(sentence)
    }
    let left = outcome.warnings.count - sentences.count
    if left > 0 { sentences.append("and \(left) more") }
    outcome.response.fields.append(.warnings, sentences.joined(separator: " | "))
  }

  /// The limits keep the header within what clients and a connection's memory accept.
  private static let shown = 8
  private static let bytesShown = 4000
}

extension HTTPField.Name {
  package static let sandbox = ours("X-Understudy-Sandbox")
  fileprivate static let requestID = ours("X-Understudy-Request-Id")
  fileprivate static let difference = ours("X-Understudy-Difference")
  fileprivate static let profile = ours("X-Understudy-Profile")
  fileprivate static let assumptions = ours("X-Understudy-Assumptions")
  fileprivate static let rule = ours("X-Understudy-Rule")
  fileprivate static let warnings = ours("X-Understudy-Warnings")
  fileprivate static let matchedStubID = ours("Matched-Stub-Id")

  /// Returns a name for a constant token. The fallback is never taken; it replaces a force-unwrap.
  package static func ours(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }
}

extension String {
  /// The text in printable ASCII. Names in warnings come from clients and must not end the header.
  fileprivate var asciiForHeader: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if (0x20..<0x7F).contains(scalar.value) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u{\(String(hexadecimal: scalar.value))}"
      }
    }
  }
}
