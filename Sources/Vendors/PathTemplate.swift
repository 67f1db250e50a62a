/// A path with one parameter: `/v1/agents/{agentId}`.
package struct PathTemplate: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let description: String
  /// What stands before the parameter, and after it.
  private let prefix: String
  private let suffix: String

  package init(stringLiteral template: String) {
    description = template
    prefix = String(template.prefix { $0 != "{" })
    suffix = String(template.drop { $0 != "}" }.dropFirst())
  }

  /// - Parameter path: normalized (see ``RequestPath``).
  /// - Returns: the parameter's value; nil where the path is another, or the parameter is empty.
  package func match(_ path: RequestPath) -> String? {
    var path = path.normalized
    return path.withUTF8 { path in
      guard path.starts(with: prefix.utf8) else { return nil }
      let rest = path.dropFirst(prefix.utf8.count)
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      guard end > rest.startIndex, rest[end...].elementsEqual(suffix.utf8) else { return nil }
      return RequestPath.decoded(rest[..<end])
    }
  }
}
