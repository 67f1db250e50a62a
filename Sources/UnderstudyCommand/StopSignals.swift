import Glibc

/// SIGTERM and SIGINT, waited for instead of handled.
struct StopSignals {
  private let set: sigset_t

  /// Blocks the signals in this thread and those it starts, and ignores SIGPIPE: a client that hangs up, or a
  /// closed standard output, ends no server.
  static func blocked() -> StopSignals {
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return StopSignals(set: set)
  }

  /// - Returns: the name of the signal that came.
  func wait() -> String {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) != 0 {}
    return signal == SIGINT ? "SIGINT" : "SIGTERM"
  }
}
