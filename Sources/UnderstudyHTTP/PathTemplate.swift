import UnderstudyJSON

/// A path with one parameter, `/v1/agents/{agentId}`, or with none.
package final class PathTemplate: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let description: String
  /// What stands before the parameter, and after it.
  private let prefix: String
  private let suffix: String
  package let hasParameters: Bool

  package init(stringLiteral template: String) {
    description = template
    prefix = String(template.prefix { $0 != "{" })
    suffix = String(template.drop { $0 != "}" }.dropFirst())
    hasParameters = prefix != template
  }

  /// The path of a parameter whose value needs no escapes, as ids of agents do not.
  package func filled(with value: String) -> String { prefix + value + suffix }

  /// How many edits make this path of one that a person wrote, whatever the parameter; nil if it is not near.
  package func distance(to path: String) -> Int? {
    guard hasParameters else { return path.distance(to: prefix) }
    let sent = path.split(separator: "/", omittingEmptySubsequences: false)
    // Counted from either end, because a segment before or behind it may be missing, or too many.
    let positions: Set = [prefix.slashes, sent.count - 1 - suffix.slashes]
    return positions.compactMap { position in
      var segments = sent
      if segments.indices.contains(position) { segments[position] = "" }
      return segments.joined(separator: "/").distance(to: prefix + suffix)
    }.min()
  }

  /// - Parameter path: normalized (see ``RequestPath``).
  /// - Returns: the parameter's value, empty where there is none; nil where the path is another, or the parameter is
  ///   empty.
  package func match(_ path: RequestPath) -> String? {
    path.normalized.utf8.span.withUnsafeBytes { path in
      guard path.holds(prefix, at: 0) else { return nil }
      guard hasParameters else { return path.count == prefix.utf8.count ? "" : nil }
      let start = prefix.utf8.count
      var end = start
      while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
      guard end > start, path.count == end + suffix.utf8.count, path.holds(suffix, at: end) else { return nil }
      return RequestPath.decoded(UnsafeRawBufferPointer(rebasing: path[start..<end]))
    }
  }
}

extension String {
  fileprivate var slashes: Int { utf8.count { $0 == UInt8(ascii: "/") } }
}
