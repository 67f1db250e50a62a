import CMicroHTTPD
import Glibc

/// Asks a server one question and reads no more than the answer's status.
package enum Probe {
  /// - Throws: ``ProbeFailure`` when nothing listens, or what answers is not HTTP.
  package static func status(host: String, port: UInt16, path: String) throws(ProbeFailure) -> Int {
    let socket = try connected(host: host, port: port)
    defer { close(socket) }
    // Whatever it is called here: this is how the server knows that it is asked by its own machine.
    let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
    guard send(socket, request, request.count, microhttp_without_signal) == request.count else {
      throw ProbeFailure("sending")
    }
    var answer = [UInt8](repeating: 0, count: 64)
    let count = recv(socket, &answer, answer.count, 0)
    guard count > 0 else { throw ProbeFailure("reading") }
    let words = String(decoding: answer.prefix(count), as: UTF8.self).split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else {
      throw ProbeFailure(reason: "the answer is not HTTP")
    }
    return status
  }

  private static func connected(host: String, port: UInt16) throws(ProbeFailure) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &found)
    guard result == 0 else { throw ProbeFailure(reason: "\(host): \(String(cString: gai_strerror(result)))") }
    defer { freeaddrinfo(found) }
    var failure = ProbeFailure(reason: "\(host) has no address")
    var next = found
    while let address = next?.pointee {
      next = address.ai_next
      let socket = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard socket >= 0 else { continue }
      var patience = timeval(tv_sec: 2, tv_usec: 0)
      setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      if connect(socket, address.ai_addr, address.ai_addrlen) == 0 { return socket }
      failure = ProbeFailure("connecting to \(host):\(port)")
      close(socket)
    }
    throw failure
  }
}

/// Why a server could not be asked.
package struct ProbeFailure: Error, CustomStringConvertible {
  let reason: String

  init(reason: String) { self.reason = reason }

  /// With the system's word for what went wrong last.
  init(_ doing: String) { reason = "\(doing): \(String(cString: strerror(errno)))" }

  package var description: String { reason }
}
