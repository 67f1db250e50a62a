import Glibc

/// Passes on what each of two connections sends to the other, until both have ended.
package struct Relay {
  /// One direction.
  private struct Flow {
    let source: CInt
    let destination: CInt
    /// What was read and is not written yet.
    var buffer: ArraySlice<UInt8> = []
    var isEnded = false

    /// Reads or writes once, without waiting.
    /// - Returns: false if the connection is broken.
    mutating func proceed(atMost size: Int) -> Bool {
      buffer.isEmpty ? isEnded || read(atMost: size) : write()
    }

    private mutating func read(atMost size: Int) -> Bool {
      var bytes = [UInt8](repeating: 0, count: size)
      let count = recv(source, &bytes, size, CInt(MSG_DONTWAIT))
      if count > 0 {
        buffer = bytes[..<count]
        return write()
      }
      guard count == 0 else { return errno == EAGAIN || errno == EINTR }
      isEnded = true
      shutdown(destination, CInt(SHUT_WR))
      return true
    }

    private mutating func write() -> Bool {
      let count = buffer.withUnsafeBytes {
        send(destination, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
      buffer = count < buffer.count ? buffer.dropFirst(count) : []
      return true
    }

    /// What is waited for, of one of the connections.
    func events(of descriptor: CInt) -> Int32 {
      if buffer.isEmpty { return descriptor == source && !isEnded ? POLLIN : 0 }
      return descriptor == destination ? POLLOUT : 0
    }
  }

  private let descriptors: [CInt]
  private var flows: [Flow]

  package init(_ first: ConnectedSocket, _ second: ConnectedSocket) {
    descriptors = [first.descriptor, second.descriptor]
    flows = [
      Flow(source: first.descriptor, destination: second.descriptor),
      Flow(source: second.descriptor, destination: first.descriptor),
    ]
  }

  /// Returns when both connections have ended, one is broken, or nothing has happened for a time.
  package mutating func run(bufferSize: Int, idleMilliseconds: CInt) {
    while !flows.allSatisfy(\.isEnded) {
      // One of which nothing is waited for would report its end again and again.
      var entries = descriptors.map { descriptor in
        let events = flows.reduce(0) { $0 | $1.events(of: descriptor) }
        return pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0)
      }
      let count = poll(&entries, nfds_t(entries.count), idleMilliseconds)
      guard count > 0 || count < 0 && errno == EINTR else { return }
      for index in flows.indices where !flows[index].proceed(atMost: bufferSize) { return }
    }
  }
}
