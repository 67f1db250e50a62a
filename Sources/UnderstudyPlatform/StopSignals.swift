#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// SIGTERM and SIGINT, waited for instead of handled.
package struct StopSignals {
  private let set: sigset_t

  /// Blocks the signals in this thread and those that it starts later, and ignores SIGPIPE: neither a client that
  /// leaves nor a closed standard output ends the process.
  package static func blocked() -> StopSignals {
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return StopSignals(set: set)
  }

  /// Waits for one of the signals.
  /// - Returns: its name.
  package func wait() -> String {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) != 0 {}
    return signal == SIGINT ? "SIGINT" : "SIGTERM"
  }
}
