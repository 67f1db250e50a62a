import UnderstudyPlatform

/// A request target in origin form (`/path?query`) or absolute form (`http://host/path?query`, as proxies get it).
///
/// In the path the escapes of characters that need none are decoded (RFC 3986, 6.2.2.2). The others stay until a
/// parameter has been cut out: `%2F` in an id is part of the id.
package struct RequestTarget {
  /// The path, without query and fragment.
  package private(set) var path: String
  /// The host, and port if there is one, of a target in absolute form.
  package let authority: String?

  /// Returns nil if the target has no path.
  package init?(_ target: String) {
    // Most targets are their own path.
    if target.utf8.first == UInt8(ascii: "/"),
      !target.utf8.span.withUnsafeBytes({ $0.hasDelimiterOrEscape })
    {
      path = target
      authority = nil
      return
    }
    guard let start = target.pathStart else { return nil }
    path = PercentCoding.normalized(path: target.utf8[start...].prefix { !$0.isDelimiter })
    authority = target.authority(before: start)
  }

  /// Removes the first segment if it is one of these, and there are more.
  package mutating func removePrefix(among prefixes: [String]) -> String? {
    let segment = path.utf8.span.withUnsafeBytes { path in
      prefixes.first { path.holds($0, at: 1) && path.holds("/", at: 1 + $0.utf8.count) }
    }
    if let segment { path = String(path.utf8.dropFirst(1 + segment.utf8.count)) ?? "" }
    return segment
  }
}

extension String {
  /// The position of the path in a request target; nil if it has none.
  package var pathStart: String.Index? {
    if utf8.first == UInt8(ascii: "/") { return startIndex }
    let part = self[..<(utf8.firstIndex(where: \.isDelimiter) ?? endIndex)]
    guard let scheme = part.firstRange(of: "://") else { return nil }
    return part.utf8[scheme.upperBound...].firstIndex(of: UInt8(ascii: "/"))
  }

  /// The authority of a request target in absolute form, without user information.
  func authority(before path: String.Index) -> String? {
    guard let scheme = self[..<path].firstRange(of: "://") else { return nil }
    return self[scheme.upperBound..<path].split(separator: "@").last.map(String.init)
  }

  /// The request target without the user information of its authority; nil if it has none.
  var withoutUserInformation: String? {
    let head = utf8.prefix { !$0.isDelimiter }
    let scheme = self[..<head.endIndex].firstRange(of: "://")
    let authority = head[(scheme?.upperBound ?? startIndex)...].prefix { $0 != UInt8(ascii: "/") }
    guard let end = authority.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    return String(self[..<authority.startIndex]) + String(self[utf8.index(after: end)...])
  }

  /// The parts of a request target before and behind its first `?`, which is found by bytes: a client can send a
  /// combining accent behind it, and it then is no character of its own.
  package var splitAtQuery: (path: Substring, query: Substring.UTF8View?) {
    guard let offset = utf8.span.withUnsafeBytes({ $0.firstIndex(of: UInt8(ascii: "?"), from: 0) }) else {
      return (self[...], nil)
    }
    let mark = utf8.index(startIndex, offsetBy: offset)
    return (self[..<mark], self[mark...].utf8.dropFirst())
  }
}

extension Request {
  /// The target without its query, as it was sent.
  package var path: Substring { target.splitAtQuery.path }
}

/// The parameters of a request target's query, in their order, decoded.
package struct QueryParameters: Sendable {
  package struct Parameter: Sendable {
    package let name: String
    package let value: String
  }

  package let all: [Parameter]

  /// - Parameter decode: of a name or a value.
  package init(of target: String, decode: (Substring.UTF8View) -> String) {
    all = (target.splitAtQuery.query?.split(separator: UInt8(ascii: "&")) ?? []).map { pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      return Parameter(name: decode(name), value: decode(pair[name.endIndex...].dropFirst()))
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes of a text stand at an offset.
  package func holds(_ text: String, at offset: Int) -> Bool {
    text.utf8.span.withUnsafeBytes { holds($0, at: offset) }
  }

  /// Whether a target with these bytes is more than a path, or has escapes.
  fileprivate var hasDelimiterOrEscape: Bool {
    func has(_ byte: UInt8) -> Bool { firstIndex(of: byte, from: 0) != nil }
    return has(UInt8(ascii: "?")) || has(UInt8(ascii: "#")) || has(UInt8(ascii: "%"))
  }
}

extension UInt8 {
  fileprivate var isDelimiter: Bool { self == UInt8(ascii: "?") || self == UInt8(ascii: "#") }
}
