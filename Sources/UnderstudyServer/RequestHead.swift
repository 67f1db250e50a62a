import CMicroHTTPD
import UnderstudyHTTP

/// The head of a request, checked by RFC 9112.
///
/// libmicrohttpd (0.9.75) checks little of it. It parses the head in place, puts a NUL behind each part, and hands out C
/// strings. So a NUL that was sent ends a part, a line that starts with one ends the head, and a folded line is added to
/// the *name* of its field, at another place in memory. But in a valid head each part starts where the one before it
/// ends. What was skipped, cut or moved leaves a gap, for which the head is refused.
///
/// NUL and LF together look like CRLF afterwards, and end a line as that does.
struct RequestHead {
  /// The most bytes that request line and header fields may have together.
  static let maximumSize = 16_384
  /// The memory of a connection, in bytes: the head, libmicrohttpd's records of its fields, and the head of the response.
  /// libmicrohttpd clears all of it for each request.
  static let connectionMemory = 32_768
  /// The size of libmicrohttpd's record of a field, with what is added to align it.
  private static let recordSize = 64
  /// What a response needs besides its own header fields: its status line, the fields that libmicrohttpd adds, and a
  /// buffer for chunks of its body.
  private static let reservedForResponse = 1024

  private(set) var fields = HeaderSection()
  /// The value of `Content-Length`.
  private(set) var bodySize: UInt64?
  private(set) var isChunked = false
  private var counts = (fields: 0, hosts: 0, lengths: 0, codings: 0)
  private var error: ProtocolError?
  private let size: Int
  /// Where the part that was read last ends, and so the end of its line starts.
  private var end: UnsafeRawPointer

  /// Reads the head of a request when libmicrohttpd has received it.
  init(of connection: Connection, _ line: RequestLine, _ target: SentTarget) throws(ProtocolError) {
    size = microhttp_head_size(connection.pointer)
    end = UnsafeRawPointer(line.version) + 8  // No other version than `HTTP/1.` and a digit gets here.
    guard target.size < Self.maximumSize else { throw .targetTooLong }
    guard size <= Self.maximumSize else { throw .headTooLarge }
    guard target.isValid, line.isValid(targetSize: target.size) else { throw .requestLine }
    readFields(of: connection)
    if let error { throw error }
    // The end of the last line and the empty line.
    guard 2...4 ~= UnsafeRawPointer(line.method) + size - end else { throw .headerLine }
    let isOldVersion = line.version[7] == CChar(UInt8(ascii: "0"))
    guard counts.hosts == 1 || counts.hosts == 0 && isOldVersion else { throw .host }
    try checkFraming(isOldVersion: isOldVersion)
    guard roomForResponse > 0 else { throw .tooManyFields }
  }

  /// The bytes of the connection's memory that the header fields of the response may take.
  var roomForResponse: Int {
    // Two records more are those of the empty `Cookie`; see ``SentTarget``.
    Self.connectionMemory - Self.reservedForResponse - size - (counts.fields + 3) * Self.recordSize
  }

  private mutating func readFields(of connection: Connection) {
    withUnsafeMutablePointer(to: &self) { head in
      _ = MHD_get_connection_values_n(
        connection.pointer, .HEADER_KIND,
        { head, _, name, nameSize, value, valueSize in
          guard let head = head?.assumingMemoryBound(to: RequestHead.self) else { return .NO }
          return head.pointee.add(
            UnsafeRawBufferPointer(start: name, count: nameSize),
            UnsafeRawBufferPointer(start: value, count: valueSize))
        }, head)
    }
  }

  private mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> MHD_Result {
    guard let start = name.baseAddress, let valueStart = value.baseAddress else { return .NO }
    if SentTarget.isPlaceholder(start) { return .YES }
    // CRLF, or LF alone.
    guard 1...2 ~= start - end else { return stop(.headerLine) }
    guard name.isToken else { return stop(.fieldName) }
    guard !value.hasControl else { return stop(.fieldValue) }
    end = valueStart + value.count
    counts.fields += 1
    countFraming(name, value)
    fields.append(name: name, value: value.withoutTrailingBlanks)
    return .YES
  }

  private mutating func stop(_ reason: ProtocolError) -> MHD_Result {
    error = reason
    return .NO
  }

  private mutating func countFraming(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    switch name.count {
    case 4 where name.isCaselessly("host"): counts.hosts += 1
    case 14 where name.isCaselessly("content-length"):
      counts.lengths += 1
      bodySize = value.decimal
    case 17 where name.isCaselessly("transfer-encoding"):
      counts.codings += 1
      isChunked = value.isCaselessly("chunked")
    default: break
    }
  }

  /// Refuses a request whose end cannot be found, or not for certain. libmicrohttpd takes the first of several lengths, and
  /// reads a body in an unknown transfer coding until the connection closes.
  private func checkFraming(isOldVersion: Bool) throws(ProtocolError) {
    if counts.lengths > 0, counts.codings > 0 { throw .twoLengths }
    if counts.lengths > 1 || counts.lengths == 1 && bodySize == nil { throw .contentLength }
    guard counts.codings > 0 else { return }
    if isOldVersion { throw .transferCodingInOldVersion }
    // libmicrohttpd compares the first in the same way, spaces at its end included.
    guard counts.codings == 1, isChunked else { throw .transferCoding }
  }
}
