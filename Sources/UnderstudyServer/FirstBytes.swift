import UnderstudyHTTP
import UnderstudyPlatform

/// What the first bytes of a connection are the beginning of.
package enum FirstBytes: Sendable {
  /// There are none.
  case nothing
  /// More bytes are needed to tell.
  case undecided
  /// A TLS record of the handshake.
  case tls
  /// `CONNECT `, by which a client asks a proxy for a connection to another host.
  case connect
  /// Another request, or nothing that is known.
  case other

  private static let method = Array("CONNECT ".utf8)

  package init(_ bytes: UnsafeRawBufferPointer) {
    guard let first = bytes.first else {
      self = .nothing
      return
    }
    let method = Self.method
    if first == 0x16 {
      self = .tls
    } else if bytes.starts(with: method) {
      self = .connect
    } else {
      self = bytes.count < method.count && method.starts(with: bytes) ? .undecided : .other
    }
  }
}

/// The request by which a client asks a proxy for a connection to another host (RFC 9110, 9.3.6).
package struct ConnectRequest: Sendable, Equatable {
  /// A host name in lower case, or an IP address without brackets.
  package let host: String
  package let port: UInt16
  /// Both, as in a URL.
  package var authority: String { "\(HostName.inURL(host)):\(port)" }
  /// The bytes of the request. It has no body.
  package let size: Int

  /// Reads a request at the beginning of what a client has sent.
  /// - Returns: nil if its end has not been sent yet.
  package init?(_ bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
    guard let end = Self.end(of: bytes) else {
      if bytes.count >= RequestHead.maximumSize { throw .headTooLarge }
      return nil
    }
    size = end
    var lines = bytes[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let parts = lines.removeFirst().withoutCarriageReturn.split(
      separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2].elementsEqual("HTTP/1.1".utf8) || parts[2].elementsEqual("HTTP/1.0".utf8)
    else {
      throw .requestLine
    }
    // The port must be there (RFC 9110, 9.3.6).
    guard let target = Authority(String(decoding: parts[1], as: UTF8.self)), let port = target.port(default: nil)
    else { throw .connectTarget }
    (host, self.port) = (target.host, port)
    // The fields mean nothing here, but what is no field may be the beginning of something else.
    for line in lines where !line.withoutCarriageReturn.isEmpty {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        UnsafeRawBufferPointer(rebasing: line[..<colon]).isToken,
        !UnsafeRawBufferPointer(rebasing: line.withoutCarriageReturn).hasControl
      else { throw .headerLine }
    }
  }

  /// The position behind the empty line. Lines end with CRLF or LF.
  private static func end(of bytes: UnsafeRawBufferPointer) -> Int? {
    var start = 0
    while let feed = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) {
      if bytes[start..<feed].withoutCarriageReturn.isEmpty, start > 0 { return feed + 1 }
      start = feed + 1
    }
    return nil
  }
}

extension Slice<UnsafeRawBufferPointer> {
  fileprivate var withoutCarriageReturn: Self { last == UInt8(ascii: "\r") ? dropLast() : self }
}
