import CLinux
import Glibc

/// Why a system call failed.
package struct SystemError: Error, CustomStringConvertible {
  /// The system's sentence: `Address already in use`.
  package let description: String
  /// Its number; nil if no system call failed.
  package let code: CInt?

  package init(description: String, code: CInt? = nil) {
    self.description = description
    self.code = code
  }

  package init(code: CInt) { self.init(description: String(cString: strerror(code)), code: code) }

  /// Whether another socket listens at an address already.
  package var isAddressInUse: Bool { code == EADDRINUSE }

  /// The error of the system call that failed last on this thread. To be read before any other call.
  package static var last: SystemError { SystemError(code: errno) }
  /// Its number.
  package static var lastNumber: CInt { errno }
}

/// The memory that the process holds.
package enum ProcessMemory {
  /// Returns freed memory to the system.
  package static func trim() { malloc_trim(0) }
}

/// How many descriptors the process may have open.
package enum DescriptorLimit {
  /// What else is open: the listening socket, the database, the standard streams. It is at most half of a low limit.
  private static let reserve = 128

  /// Raises the soft limit for this many connections, as far as the hard limit lets it, and returns how many are possible, at
  /// least 1. The soft limit of most systems, 1024, is for programs that use `select`. It is raised only if it is too low.
  package static func connections(upTo wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
    let needed = rlim_t(clamping: wanted) + rlim_t(reserve)
    if limit.rlim_cur < needed {
      var raised = rlimit(rlim_cur: min(needed, limit.rlim_max), rlim_max: limit.rlim_max)
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    let possible = Int(clamping: limit.rlim_cur)
    return max(1, min(wanted, possible - min(reserve, possible / 2)))
  }
}

/// A thread whose end can be waited for.
package struct JoinableThread: Sendable {
  private let thread: pthread_t

  /// In bytes. JSON of 128 levels takes 304 KiB in a debug build. Only pages that are used take memory.
  private static let stackSize = 8_388_608

  package init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(run: body))
    let code = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw SystemError(code: code)
    }
    self.thread = thread
  }

  /// Lets the thread end by itself. To be called instead of `join`.
  package func detach() { pthread_detach(thread) }

  /// Waits until the thread has ended. To be called once.
  package func join() { pthread_join(thread, nil) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
