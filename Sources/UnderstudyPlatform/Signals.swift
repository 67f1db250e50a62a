import CLinux
import Glibc

/// SIGTERM and SIGINT, waited for instead of handled.
package struct StopSignals {
  private let set: sigset_t

  /// Blocks the signals in this thread and those that it starts later. Ignores SIGPIPE, so that neither a client that leaves
  /// nor a closed standard output ends the process, and SIGXFSZ, so that a write beyond `ulimit -f` fails instead.
  package static func blocked() -> StopSignals {
    StopSignals(set: .blocked([SIGTERM, SIGINT]))
  }

  /// Waits for one of the signals, and returns its name.
  package func wait() -> String {
    var (set, signal) = (set, CInt(0))
    while sigwait(&set, &signal) != 0 {}
    return signal == SIGINT ? "SIGINT" : "SIGTERM"
  }
}

/// The signals that a process passes on to the command that it runs, and SIGCHLD, waited for instead of handled.
///
/// SIGTSTP and SIGCONT are the system's: the terminal stops and continues both processes.
package struct RelayedSignals {
  private static let relayed = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH]
  private static let ending = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]
  private let set: sigset_t

  /// Blocks the signals, and ignores others, as ``StopSignals/blocked()`` does.
  package static func blocked() -> RelayedSignals {
    // A parent may have had it ignored; then the system would not keep the ending of the command.
    signal(SIGCHLD, SIG_DFL)
    return RelayedSignals(set: .blocked(relayed + [SIGCHLD]))
  }

  /// Returns a signal that asked this process to end, before there was a command to pass it on to; nil if there was none.
  package func takeEnding() -> CInt? {
    var set = sigset_t(of: Self.ending)
    var time = timespec()
    let signal = sigtimedwait(&set, nil, &time)
    return signal > 0 ? signal : nil
  }

  /// Passes signals on until the command has ended, and returns its ending.
  package func relay(to command: ChildProcess) -> ChildProcess.Ending {
    while true {
      if let ending = command.ending { return ending }
      var (set, information) = (set, siginfo_t())
      let signal = sigwaitinfo(&set, &information)
      if signal > 0, signal != SIGCHLD, !Self.hasReachedCommand(information) { command.send(signal) }
    }
  }

  /// Whether the command has the signal already. The terminal sends signals to all processes in its foreground. A second
  /// one would be too many: npm and others then end at once.
  private static func hasReachedCommand(_ information: siginfo_t) -> Bool {
    guard information.si_code == linux_from_kernel else { return false }
    // The end of the terminal is sent to the leader of the session alone.
    return information.si_signo != SIGHUP || getsid(0) != getpid()
  }
}

extension sigset_t {
  init(of signals: [CInt]) {
    self.init()
    sigemptyset(&self)
    for signal in signals { sigaddset(&self, signal) }
  }

  /// Blocks signals in this thread, and ignores those that would end the process although it can go on.
  fileprivate static func blocked(_ signals: [CInt]) -> sigset_t {
    for signal in ignored { Glibc.signal(signal, SIG_IGN) }
    var set = sigset_t(of: signals)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return set
  }

  /// The signals that this process ignores, but no command that it starts.
  static let ignored = [SIGPIPE, SIGXFSZ]
}
