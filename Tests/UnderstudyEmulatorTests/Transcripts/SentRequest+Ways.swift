import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer

/// The two ways to an emulator: into it, and over the wire.
extension Transcript.SentRequest {
  private static let bodyLimit = Server.Configuration().maximumBodyBytes

  /// The request as the server hands it over.
  var request: Request {
    var sent = HeaderSection()
    for field in fields {
      guard let name = HTTPField.Name(field.name) else { continue }
      sent.append(HTTPField(name: name, value: field.value))
    }
    return Request(
      method: method, target: target, fields: sent,
      body: body.count > Self.bodyLimit ? .tooLarge(limit: Self.bodyLimit) : .complete(body))
  }

  /// The request as bytes of HTTP/1.1.
  var bytes: [UInt8] {
    let isChunked = fields.contains { $0.name == "Transfer-Encoding" }
    let host = fields.contains { $0.name == "Host" } ? [] : ["Host: localhost"]
    var lines = ["\(method) \(target) HTTP/1.1"] + host + fields.map(\.description)
    if !isChunked, !body.isEmpty || ["PUT", "PATCH"].contains(method) {
      lines.append("Content-Length: \(body.count)")
    }
    let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    return head + (isChunked ? chunks : body)
  }

  /// The body in two chunks.
  private var chunks: [UInt8] {
    let (first, second) = (body.prefix(body.count / 2), body.suffix(body.count - body.count / 2))
    let pieces = [first, second].filter { !$0.isEmpty }.map { piece in
      Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    return pieces.reduce([], +) + Array("0\r\n\r\n".utf8)
  }
}
