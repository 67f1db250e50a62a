import UnderstudyPlatform

/// A call of another server's control plane, by plain HTTP, and the whole answer.
package struct ServerCall: Sendable {
  package let status: Int
  package let body: [UInt8]

  /// - Parameter limit: the most bytes of the answer.
  /// - Throws: if nothing listens, or the answer is not HTTP or not whole.
  package init(
    host: String, port: UInt16, path: String, upTo limit: Int = 32 << 20, seconds: Int = 10
  ) throws(SystemError) {
    // The control plane answers under this name, whatever the host is called.
    let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    let answer = try ClientSocket(host: host, port: port, seconds: seconds).exchange(request, upTo: limit)
    guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Self.notHTTP }
    let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { throw Self.notHTTP }
    let body = Array(answer[end.upperBound...])
    if let length = Self.length(in: lines.dropFirst()), body.count < length {
      throw SystemError(description: "the answer ended after \(body.count) of \(length) bytes")
    }
    self.status = status
    self.body = body
  }

  private static let notHTTP = SystemError(description: "the answer is not HTTP")

  private static func length(in fields: some Sequence<Substring>) -> Int? {
    let prefix = "content-length:"
    let value = fields.first { $0.lowercased().hasPrefix(prefix) }?.dropFirst(prefix.count)
    return value.flatMap { Int($0.filter { $0 != " " }) }
  }
}
