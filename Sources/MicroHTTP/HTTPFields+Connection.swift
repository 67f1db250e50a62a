import CMicroHTTPD
import HTTPTypes

extension HTTPFields {
  /// The header fields of the request that `connection` is reading, in the order they were sent.
  ///
  /// Names that are not tokens are left out. Spaces at the end of a value are not part of it; of those
  /// libmicrohttpd removes only the ones in front.
  init(of connection: OpaquePointer) {
    self.init()
    withUnsafeMutablePointer(to: &self) { fields in
      _ = MHD_get_connection_values_n(connection, .HEADER_KIND, appendField, fields)
    }
  }
}

private func appendField(
  fields: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?, nameSize: Int,
  value: UnsafePointer<CChar>?, valueSize: Int
) -> MHD_Result {
  let nameBytes = UnsafeRawBufferPointer(start: name, count: nameSize)
  guard let fields, let name = HTTPField.Name(String(decoding: nameBytes, as: UTF8.self)) else { return .YES }
  var valueBytes = UnsafeRawBufferPointer(start: value, count: valueSize)[...]
  while let last = valueBytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
    valueBytes.removeLast()
  }
  fields.assumingMemoryBound(to: HTTPFields.self).pointee
    .append(HTTPField(name: name, lenientValue: valueBytes))
  return .YES
}
