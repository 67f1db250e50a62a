import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON

/// The header of a response, as libcurl gives it line by line.
struct ResponseHead {
  private(set) var fields = HeaderSection()
  /// The bytes of all lines so far, those of interim responses included.
  private(set) var size = 0
  /// Whether the empty line behind the header has come. What comes then are trailers, unless it was an interim response.
  private(set) var isComplete = false

  mutating func receive(_ line: UnsafeRawBufferPointer) {
    size += line.count
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      (fields, isComplete) = (HeaderSection(), false)
    } else if text.utf8.first == UInt8(ascii: "\r") || text.utf8.first == UInt8(ascii: "\n") {
      isComplete = true
    } else if !isComplete {
      append(text)
    }
  }

  /// Adds a field, unless the line is none.
  private mutating func append(_ line: String) {
    guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), let name = HTTPField.Name(String(line[..<colon]))
    else { return }
    let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0D, 0x0A].contains(byte) }
    var value = line.utf8[colon...].dropFirst().drop(while: isSpace)
    while let last = value.last, isSpace(last) { value.removeLast() }
    fields.append(name, String(Substring(value)))
  }
}

extension HeaderSection {
  /// The lines for libcurl, which adds fields of its own unless they are named, or removed by a line without a value.
  var lines: [String] {
    let present = map { field in
      field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value.asLine)"
    }
    let added = ["Accept", "Content-Type", "Expect", "User-Agent"].filter { name in
      HTTPField.Name(name).map { value(of: $0) == nil } ?? false
    }
    return present + added.map { "\($0):" }
  }
}

extension String {
  /// The text without what would end a line.
  fileprivate var asLine: String {
    utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 })
      ? String(decoding: utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }, as: UTF8.self) : self
  }

  /// The request target with each byte escaped that no request line may have; nil if it is no path.
  var forRequestLine: String? {
    guard utf8.first == UInt8(ascii: "/") else { return nil }
    return utf8.reduce(into: "") { target, byte in
      if 0x21...0x7E ~= byte {
        target.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        target += "%" + String(hexadecimal: byte, digits: 2).uppercased()
      }
    }
  }

  /// Whether a request with this method has a `Content-Length` even without a body.
  var usuallyHasBody: Bool { ["POST", "PUT", "PATCH"].contains(self) }

  /// Whether a request with this method may be sent again (RFC 9110, 9.2.2).
  var isIdempotent: Bool { ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(self) }
}
