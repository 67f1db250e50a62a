import CMicroHTTPD
import HTTPTypes
import UnderstudyHTTP

extension Response {
  /// A response of this module's own, to a request that is not passed on.
  init(status: Int, text: String) {
    let fields: HeaderSection = [.contentType: "text/plain; charset=utf-8"]
    self.init(status: status, fields: fields, body: Array("\(text)\n".utf8))
  }

  /// Hands the response to libmicrohttpd, which sends it when the access handler has returned.
  func queue(on connection: Connection) -> MHD_Result {
    let reply = body.withUnsafeBytes { bytes in
      // Not written to: the parameter lacks a `const`.
      let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      return MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY)
    }
    return queue(reply, on: connection)
  }

  /// Hands the response to libmicrohttpd with the body of `reply`, which must not be used afterwards.
  func queue(_ reply: OpaquePointer?, on connection: Connection) -> MHD_Result {
    guard let reply else { return .NO }
    defer { MHD_destroy_response(reply) }  // It is reference-counted; the queue holds it from here.
    fields.forEach { $0.add(to: reply) }
    // 1xx would make libmicrohttpd request another response.
    let code = (200...999).contains(status) ? UInt32(status) : 500
    return MHD_queue_response(connection.pointer, code, reply)
  }

  /// Whether the response to a request with this method has a body on the wire.
  func hasBody(to method: UnsafePointer<CChar>) -> Bool {
    !body.isEmpty && status != 204 && status != 304 && String(cString: method) != "HEAD"
  }
}

extension HeaderSection.RawField {
  /// Adds the field with every control character replaced by a space, so that no value can end its line.
  ///
  /// A field that libmicrohttpd refuses is left out.
  fileprivate func add(to reply: OpaquePointer) {
    guard let name = name.baseAddress, let start = value.baseAddress else { return }
    let cName = name.assumingMemoryBound(to: CChar.self)
    guard value.contains(where: \.isControl) else {
      _ = MHD_add_response_header(reply, cName, start.assumingMemoryBound(to: CChar.self))
      return
    }
    let line = value.map { CChar(bitPattern: $0.isControl ? 0x20 : $0) } + [0]
    _ = MHD_add_response_header(reply, cName, line)
  }
}

extension UInt8 {
  fileprivate var isControl: Bool { self < 0x20 && self != UInt8(ascii: "\t") || self == 0x7F }
}
