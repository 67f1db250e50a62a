/// The pairs of a `Cookie` header field (RFC 6265, 4.2.1), in their order.
package struct Cookies: Sendable {
  package struct Pair: Sendable {
    /// The pair as it was sent, white space included.
    package let text: Substring
    /// The part before the first `=`, without spaces before it.
    package let name: Substring
    /// The part behind the first `=`; nil if there is none.
    package let value: Substring?

    init(_ text: Substring) {
      self.text = text
      let sign = text.firstIndex(of: "=")
      name = text[..<(sign ?? text.endIndex)].drop { $0 == " " }
      value = sign.map { text[text.index(after: $0)...] }
    }
  }

  /// All pairs, empty ones included.
  package let pairs: [Pair]

  package init(_ fieldValue: String) {
    pairs = fieldValue.split(separator: ";", omittingEmptySubsequences: false).map(Pair.init)
  }
}
