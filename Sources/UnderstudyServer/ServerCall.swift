import UnderstudyPlatform

/// A call of another server's control plane, by plain HTTP, and the whole answer.
package struct ServerCall: Sendable {
  package let status: Int
  package let body: [UInt8]

  /// Calls, and returns the status alone as soon as it is there.
  /// - Throws: if nothing listens, or the answer is not HTTP.
  package static func status(host: String, port: UInt16, path: String) throws(SystemError) -> Int {
    let answer = try ClientSocket(host: host, port: port).exchange(request(path), receiving: 64)
    return try status(in: String(decoding: answer, as: UTF8.self)[...])
  }

  /// - Parameter limit: the most bytes of the answer.
  /// - Throws: if nothing listens, or the answer is not HTTP or not whole.
  package init(
    host: String, port: UInt16, path: String, upTo limit: Int = 32 << 20, seconds: Int = 10
  ) throws(SystemError) {
    let socket = try ClientSocket(host: host, port: port, seconds: seconds)
    let answer = try socket.exchange(Self.request(path), upTo: limit)
    guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Self.notHTTP }
    let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let status = try Self.status(in: lines.first ?? "")
    let body = Array(answer[end.upperBound...])
    if let length = Self.length(in: lines.dropFirst()), body.count < length {
      throw SystemError(description: "the answer ended after \(body.count) of \(length) bytes")
    }
    self.status = status
    self.body = body
  }

  private static func request(_ path: String) -> String {
    // The control plane answers under this name, whatever the host is called.
    "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
  }

  private static func status(in line: Substring) throws(SystemError) -> Int {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { throw notHTTP }
    return status
  }

  private static let notHTTP = SystemError(description: "the answer is not HTTP")

  private static func length(in fields: some Sequence<Substring>) -> Int? {
    let prefix = "content-length:"
    let value = fields.first { $0.lowercased().hasPrefix(prefix) }?.dropFirst(prefix.count)
    return value.flatMap { Int($0.filter { $0 != " " }) }
  }
}
