import CLinux
import Glibc

/// Descriptors that one thread waits for together.
package struct Poll {
  private var entries: [pollfd]

  package init(_ descriptors: [CInt]) {
    entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  }

  /// Waits until one of them is readable, or the time is over, and then returns false. -1 is no limit.
  @discardableResult
  package mutating func wait(milliseconds: CInt) -> Bool {
    poll(&entries, nfds_t(entries.count), milliseconds) != 0
  }

  /// Whether the last wait found this one readable, by its position.
  package func isReadable(_ index: Int) -> Bool { entries.indices.contains(index) && entries[index].revents != 0 }
}

/// A descriptor that any thread can make readable, to wake the thread that polls it.
package final class WakeDescriptor: Sendable {
  package let descriptor: CInt

  package init() throws(SystemError) {
    descriptor = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
    guard descriptor >= 0 else { throw .last }
  }

  deinit { close(descriptor) }

  package func wake() { eventfd_write(descriptor, 1) }

  /// Makes the descriptor unreadable again.
  package func drain() {
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
  }
}

extension ConnectedSocket {
  /// Lets the owner of an epoll descriptor see the end of a connection that was shut down, while a function runs.
  ///
  /// The watch has a descriptor of its own, because closing the usual one does not end it as long as a process that is just
  /// being started holds the socket too. The owner would then see the end of what it has freed.
  /// - Parameter data: what the owner recognises the connection by.
  package func watch(by poll: CInt, as data: UnsafeMutableRawPointer, while run: () -> Void) {
    let watched = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard watched >= 0 else { return run() }
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | EPOLLET.rawValue
    event.data.ptr = data
    epoll_ctl(poll, EPOLL_CTL_ADD, watched, &event)
    run()
    epoll_ctl(poll, EPOLL_CTL_DEL, watched, nil)
    Glibc.close(watched)
  }
}

/// Reports events of many sockets, by one descriptor.
package final class SocketPoll: Sendable {
  /// What is reported of a socket.
  package enum Condition: Sendable {
    /// Once, that the other end will send nothing more.
    case endOfInput
    /// Each time that something arrives, and the end.
    case input
    /// That there is something to read or accept, as long as there is.
    case pendingInput

    fileprivate var events: UInt32 {
      switch self {
      case .endOfInput: EPOLLRDHUP.rawValue | EPOLLET.rawValue
      case .input: EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
      case .pendingInput: EPOLLIN.rawValue
      }
    }
  }

  /// Readable if there is something to report.
  package let descriptor: CInt

  package init() throws(SystemError) {
    descriptor = epoll_create1(CInt(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw .last }
  }

  deinit { close(descriptor) }

  /// Begins to watch a socket, until ``remove(_:)``.
  package func add(_ socket: CInt, for condition: Condition) { control(EPOLL_CTL_ADD, socket, condition) }

  /// Reports the socket once more if what is watched for has happened already.
  package func repeatReport(of socket: CInt, for condition: Condition) { control(EPOLL_CTL_MOD, socket, condition) }

  /// Stops to watch a socket.
  package func remove(_ socket: CInt) { epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, nil) }

  /// Returns the sockets to report, as far as they fit; the descriptor stays readable for the rest.
  package func take() -> [CInt] {
    var events = [epoll_event](repeating: epoll_event(), count: 128)
    let count = epoll_wait(descriptor, &events, CInt(events.count), 0)
    return events.prefix(max(0, Int(count))).map(\.data.fd)
  }

  private func control(_ operation: CInt, _ socket: CInt, _ condition: Condition) {
    var event = epoll_event()
    event.events = condition.events
    event.data.fd = socket
    epoll_ctl(descriptor, operation, socket, &event)
  }
}
