import CMicroHTTPD
import UnderstudyPlatform

/// The parts of a request line as libmicrohttpd has them after the header fields were read: C strings in the memory of
/// the connection.
struct RequestLine {
  let method: UnsafePointer<CChar>
  /// Decoded, and cut at the query.
  let target: UnsafePointer<CChar>
  let version: UnsafePointer<CChar>

  /// Whether there is nothing else than the parts, each a space apart. libmicrohttpd skips further spaces, and ends a part
  /// at a NUL.
  /// - Parameter targetSize: the size of the target as sent, up to the first NUL.
  func isValid(targetSize: Int) -> Bool {
    var end = method
    while UInt8(bitPattern: end.pointee).isTokenCharacter { end += 1 }
    return end > method && end + 1 == target && target + targetSize + 1 == version
  }
}

/// The target of a request as sent.
struct SentTarget {
  let text: String
  /// In bytes.
  let size: Int
  /// Whether the target contains neither spaces nor control characters.
  let isValid: Bool

  /// Reads the target in the memory of a connection, before libmicrohttpd decodes it there.
  init(_ start: UnsafeMutablePointer<CChar>) {
    let bytes = UnsafeRawBufferPointer(cString: start)
    text = String(decoding: bytes, as: UTF8.self)
    size = bytes.count
    isValid = !bytes.hasControl && !bytes.hasBlank
    // Next libmicrohttpd would split the query into arguments, which are not used here. If there are more than fit its
    // memory, it forgets the request and the client waits forever. So it gets none.
    if let mark = bytes.firstIndex(of: UInt8(ascii: "?"), from: 0) { start[mark + 1] = 0 }
  }

  private static let placeholder: StaticString = "Cookie"

  /// Adds an empty `Cookie` in front of the header fields. libmicrohttpd would make a record of 64 bytes for each of the
  /// request's cookies, which are not used here, and would answer twice if its memory were used up. But it does so for
  /// the first field of this name only (0.9.75).
  static func hideCookies(on connection: OpaquePointer) {
    placeholder.utf8Start.withMemoryRebound(to: CChar.self, capacity: placeholder.utf8CodeUnitCount + 1) { name in
      _ = MHD_set_connection_value(connection, .HEADER_KIND, name, name + placeholder.utf8CodeUnitCount)
    }
  }

  /// Whether the name of a field is that of the empty `Cookie`.
  static func isPlaceholder(_ name: UnsafeRawPointer) -> Bool { name == UnsafeRawPointer(placeholder.utf8Start) }
}
