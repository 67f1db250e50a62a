import UnderstudyJSON

/// A path with parameters: `/v1/agents/{agentId}/voices/{voiceId}`, or one without any.
package final class PathTemplate: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let description: String
  /// The texts before, between and behind the parameters: one more than those.
  private let literals: [String]
  private let segments: [Substring]
  /// The first eight bytes before the parameters, and the bits of a path that they are compared with.
  private let start: (bytes: UInt64, mask: UInt64)

  package init(stringLiteral template: String) {
    description = template
    literals = template.split(separator: "{", omittingEmptySubsequences: false).enumerated().map { index, part in
      index == 0 ? String(part) : String(part.drop { $0 != "}" }.dropFirst())
    }
    segments = template.split(separator: "/", omittingEmptySubsequences: false)
    let known = min(8, literals.first?.utf8.count ?? 0)
    start = (
      template.utf8.span.withUnsafeBytes { $0.word(at: 0) }, known == 8 ? .max : (1 << UInt64(8 * known)) - 1
    )
  }

  package var hasParameters: Bool { literals.count > 1 }

  /// The values of a path's parameters, in their order.
  package struct Values: Sendable, Equatable {
    /// Apart from the others, because most paths have no more, and an array would be allocated.
    package fileprivate(set) var first: String?
    private var others: [String] = []

    package var all: [String] { (first.map { [$0] } ?? []) + others }

    fileprivate mutating func append(_ value: String) {
      if first == nil { first = value } else { others.append(value) }
    }
  }

  /// Returns the path with these values, which need no escapes, as ids of agents do not.
  package func filled(with values: String...) -> String {
    zip(literals, values.prefix(literals.count - 1) + [""]).reduce(into: "") { $0 += $1.0 + $1.1 }
  }

  /// Returns how many edits make this path of one that a person wrote, whatever the parameters; nil if it is not near.
  package func distance(to path: String) -> Int? {
    let sent = path.split(separator: "/", omittingEmptySubsequences: false)
    let literal = literals.joined()
    // Counted from either end, because a segment before or behind a parameter may be missing, or too many.
    return Set([0, sent.count - segments.count]).compactMap { shift in
      var segments = sent
      for (position, segment) in self.segments.enumerated() where segment.hasPrefix("{") {
        if segments.indices.contains(position + shift) { segments[position + shift] = "" }
      }
      return segments.joined(separator: "/").distance(to: literal)
    }.min()
  }

  /// Returns how many of the first segments a path lacks, if it is the end of this one; nil if it is not. Typing errors are
  /// allowed, but one segment at least must not be a parameter.
  package func segmentsMissing(in path: String) -> Int? {
    let (sent, own) = (path.split(separator: "/"), segments.drop(while: \.isEmpty))
    guard sent.count < own.count else { return nil }
    let pairs = zip(own.suffix(sent.count), sent)
    let isEnd = pairs.allSatisfy { $0.hasPrefix("{") || String($1).distance(to: String($0)) != nil }
    return isEnd && pairs.contains { !$0.0.hasPrefix("{") } ? own.count - sent.count : nil
  }

  /// Whether two paths are the same but for the names of their parameters.
  package func hasSameLiterals(as other: PathTemplate) -> Bool { literals == other.literals }

  /// Whether a path matches.
  package func match(_ path: String) -> Bool { RequestTarget(path).flatMap(match) != nil }

  /// Returns the values of the parameters; nil if the path is another, or a parameter is empty or cannot be decoded.
  package func match(_ target: RequestTarget) -> Values? {
    target.path.utf8.span.withUnsafeBytes { path in
      // Most paths match nothing, so that nothing is decoded or allocated before they do.
      guard (path.word(at: 0) ^ start.bytes) & start.mask == 0, scan(path, { _ in true }) else { return nil }
      var values = Values()
      let isDecoded = scan(path) { range in
        let text = UnsafeRawBufferPointer(rebasing: path[range])
        let hasEscapes = text.firstIndex(of: UInt8(ascii: "%"), from: 0) != nil
        // Without escapes it is part of a string, between slashes.
        let value = hasEscapes ? PercentCoding.decoded(text) : String(decoding: text, as: UTF8.self)
        if let value { values.append(value) }
        return value != nil
      }
      return isDecoded ? values : nil
    }
  }

  /// - Parameter take: gets the place of each parameter; false ends the scan.
  /// - Returns: whether the path matches, and all parameters were taken.
  private func scan(_ path: UnsafeRawBufferPointer, _ take: (Range<Int>) -> Bool) -> Bool {
    var end = 0
    for (index, literal) in literals.enumerated() {
      if index > 0 {
        let start = end
        end = path.firstIndex(of: UInt8(ascii: "/"), from: start) ?? path.count
        guard end > start, take(start..<end) else { return false }
      }
      guard path.holds(literal, at: end) else { return false }
      end += literal.utf8.count
    }
    return end == path.count
  }

  /// Returns the values of the parameters among decoded segments; nil if the path is another.
  package func match(segments sent: [String]) -> [String]? {
    let own = segments.drop(while: \.isEmpty)
    guard sent.count == own.count, zip(own, sent).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }) else { return nil }
    return zip(own, sent).filter { $0.0.hasPrefix("{") }.map(\.1)
  }
}
