import UnderstudyPlatform

/// A request to a server of which only the response's status is read.
package enum StatusProbe {
  /// - Throws: if nothing listens, or the response is not HTTP.
  package static func status(host: String, port: UInt16, path: String) throws(SystemError) -> Int {
    // The control plane answers under this name, whatever the host is called.
    let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    let answer = try ClientSocket(host: host, port: port).exchange(request, receiving: 64)
    let words = String(decoding: answer, as: UTF8.self).split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
      throw SystemError(description: "the answer is not HTTP")
    }
    return status
  }
}
