import Glibc

/// A TCP connection of this program's own.
package final class ClientSocket {
  /// Where a connection may lead to.
  package enum Destination: Sendable {
    case anywhere
    /// Neither to this machine nor to what only its own network link reaches.
    case otherMachines
  }

  private let descriptor: CInt

  /// Connects to the first address that accepts.
  /// - Parameter seconds: how long connecting may take, to all addresses together, and later each read or write.
  package init(
    host: String, port: UInt16, within destination: Destination = .anywhere, seconds: Int = 2
  ) throws(SystemError) {
    let addresses: [SocketAddress]
    do throws(SystemError) {
      addresses = try SocketAddress.resolve(host: host, port: port)
    } catch {
      throw SystemError(description: "\(host): \(error)")
    }
    let reachable = addresses.filter { destination == .anywhere || $0.isOfOtherMachine }
    var failure = SystemError(
      description: addresses.isEmpty
        ? "\(host) has no address"
        : "\(host) is a loopback, link-local or metadata address, to which nothing is passed")
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    for address in reachable {
      let left = end - .now
      guard left > .zero else { break }
      let descriptor = socket(address.family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { continue }
      // The time for sending is that for connecting too.
      Self.limit(descriptor, to: left)
      if address.withPointer({ connect(descriptor, $0, $1) }) == 0 {
        Self.limit(descriptor, to: .seconds(seconds))
        self.descriptor = descriptor
        return
      }
      // What `connect` says if the time is over.
      let reason = errno == EINPROGRESS ? SystemError(code: ETIMEDOUT) : .last
      failure = SystemError(description: "connecting to \(host):\(port): \(reason)")
      close(descriptor)
    }
    throw failure
  }

  deinit { close(descriptor) }

  private static func limit(_ descriptor: CInt, to time: Duration) {
    let (seconds, attoseconds) = time.components
    // 0 would be no limit.
    var timeout = timeval(tv_sec: Int(seconds), tv_usec: max(1, Int(attoseconds / 1_000_000_000_000)))
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// The connection, which ends with this one.
  package var connected: ConnectedSocket { ConnectedSocket(descriptor: descriptor) }

  /// Sends a request, and returns the first bytes that come back.
  package func exchange(_ request: String, receiving count: Int) throws(SystemError) -> [UInt8] {
    guard send(descriptor, request, request.utf8.count, CInt(MSG_NOSIGNAL)) == request.utf8.count else {
      throw SystemError(description: "sending: \(SystemError.last)")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let received = recv(descriptor, &bytes, count, 0)
    guard received >= 0 else { throw SystemError(description: "reading: \(SystemError.last)") }
    guard received > 0 else { throw SystemError(description: "the connection was closed without an answer") }
    return Array(bytes.prefix(received))
  }

  /// Sends a request, and returns everything that comes back until the other side ends.
  /// - Parameters:
  ///   - limit: the most bytes.
  ///   - time: how long all of it may take, besides one read.
  package func exchange(
    _ request: String, upTo limit: Int, within time: Duration = .seconds(60)
  ) throws(SystemError) -> [UInt8] {
    let end = ContinuousClock.now.advanced(by: time)
    var bytes = try exchange(request, receiving: 65_536)
    var portion = [UInt8](repeating: 0, count: 65_536)
    while true {
      let received = recv(descriptor, &portion, portion.count, 0)
      guard received >= 0 else { throw SystemError(description: "reading: \(SystemError.last)") }
      guard received > 0 else { return bytes }
      bytes += portion.prefix(received)
      guard bytes.count <= limit else {
        throw SystemError(description: "reading: the answer has more than \(limit) bytes")
      }
      guard ContinuousClock.now < end else {
        throw SystemError(description: "reading: \(SystemError(code: ETIMEDOUT))")
      }
    }
  }
}
