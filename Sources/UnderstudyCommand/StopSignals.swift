import Glibc

/// SIGTERM and SIGINT. The main thread waits for them instead of handling them.
struct StopSignals {
  private let set: sigset_t

  /// Blocks the signals in this thread and in threads that it starts. SIGPIPE is ignored, so that neither a client that
  /// disconnects nor a closed standard output ends the server.
  static func blocked() -> StopSignals {
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return StopSignals(set: set)
  }

  /// Waits for a signal and returns its name.
  func wait() -> String {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) != 0 {}
    return signal == SIGINT ? "SIGINT" : "SIGTERM"
  }
}
