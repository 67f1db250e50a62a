import CMicroHTTPD
import HTTPTypes
import UnderstudyHTTP

extension HeaderSection {
  /// The header fields of the request that `connection` is reading, in the order they were sent.
  ///
  /// Names that are not tokens are left out. Spaces at the end of a value are not part of it; of those
  /// libmicrohttpd removes only the ones in front.
  init(of connection: Connection) {
    self.init()
    withUnsafeMutablePointer(to: &self) { fields in
      _ = MHD_get_connection_values_n(connection.pointer, .HEADER_KIND, appendField, fields)
    }
  }
}

private func appendField(
  fields: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameSize: Int,
  value: UnsafePointer<CChar>?, valueSize: Int
) -> MHD_Result {
  let name = UnsafeRawBufferPointer(start: name, count: nameSize)
  guard let fields, !name.isEmpty, name.allSatisfy(\.isOfToken) else { return .YES }
  var value = UnsafeRawBufferPointer(start: value, count: valueSize)[...]
  while let last = value.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { value.removeLast() }
  fields.assumingMemoryBound(to: HeaderSection.self).pointee
    .append(name: name, value: UnsafeRawBufferPointer(rebasing: value))
  return .YES
}

extension UInt8 {
  /// RFC 9110, 5.6.2.
  fileprivate var isOfToken: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"),
      UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"),
      UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
