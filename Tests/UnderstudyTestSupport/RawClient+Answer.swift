extension RawClient {
  /// Sends a request and reads the answer to it.
  package func exchange(_ bytes: [UInt8]) throws -> RawAnswer {
    try send(bytes)
    return try readAnswer(to: String(decoding: bytes.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
  }

  /// Sends a request and reads the answer to it.
  package func exchange(_ text: String) throws -> RawAnswer { try exchange(Array(text.utf8)) }

  /// Reads the next answer, with its body as long as `Content-Length` says, or else until the end.
  ///
  /// - Parameter method: the method of the request; the answer to `HEAD` has no body.
  package func readAnswer(to method: String = "GET") throws -> RawAnswer {
    var searched = 0
    while true {
      let starts = received.indices.dropLast(3)[searched...]
      if let end = starts.first(where: { received[$0...].starts(with: "\r\n\r\n".utf8) }) {
        guard var answer = RawAnswer(head: received[..<end]) else { throw Failure(wrong: "not an HTTP answer") }
        received.removeFirst(end + 4)
        if method != "HEAD", answer.status >= 200, answer.status != 204, answer.status != 304 {
          answer.body = try readBody(answer["Content-Length"])
        }
        return answer
      }
      searched = max(0, received.count - 3)
      guard try receive() else { throw Failure(wrong: "closed before the end of an answer's header") }
    }
  }

  private func readBody(_ contentLength: String?) throws -> [UInt8] {
    guard let contentLength else { return try readUntilClose() }
    guard let count = Int(contentLength) else { throw Failure(wrong: "bad Content-Length \(contentLength)") }
    while received.count < count {
      guard try receive() else { throw Failure(wrong: "closed before the end of an answer's body") }
    }
    defer { received.removeFirst(count) }
    return Array(received.prefix(count))
  }
}
