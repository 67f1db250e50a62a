/// The parameters of a request target's query, in their order, decoded.
package struct QueryParameters: Sendable {
  package struct Parameter: Sendable {
    package let name: String
    package let value: String
  }

  package let all: [Parameter]

  /// - Parameter decode: of a name or a value.
  package init(of target: String, decode: (Substring.UTF8View) -> String) {
    all = (target.splitAtQuery.query ?? target[target.endIndex...].utf8).split(separator: UInt8(ascii: "&")).map {
      pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      return Parameter(name: decode(name), value: decode(pair[name.endIndex...].dropFirst()))
    }
  }
}
