/// A path with one parameter: `/v1/agents/{agentId}`.
package struct PathTemplate: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let description: String
  private let segments: [Segment]

  private enum Segment: Sendable {
    case literal(String)
    case parameter
  }

  package init(stringLiteral template: String) {
    description = template
    segments = template.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      segment.hasPrefix("{") && segment.hasSuffix("}") ? .parameter : .literal(String(segment))
    }
  }

  /// - Returns: the parameter's value; nil where the path is another, or the parameter is empty.
  package func match(_ path: RequestPath) -> String? {
    guard path.segments.count == segments.count else { return nil }
    var value: String?
    for (segment, sent) in zip(segments, path.segments) {
      switch segment {
      case .parameter: value = sent.decoded
      case .literal(let literal): guard sent.equals(literal) else { return nil }
      }
    }
    return value?.isEmpty == false ? value : nil
  }
}
