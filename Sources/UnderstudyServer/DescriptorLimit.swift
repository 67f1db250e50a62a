import Glibc

/// How many descriptors the process may have open.
enum DescriptorLimit {
  /// What else is open: listening sockets, the database, the standard streams.
  private static let reserve = 128

  /// Makes room for this many connections, as far as the process may by itself.
  ///
  /// The soft limit of most systems, 1024, is for the sake of programs that use `select`. It is raised only where it
  /// does not do.
  /// - Returns: how many connections there is room for, at least 1.
  static func connections(upTo wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
    let needed = rlim_t(clamping: wanted) + rlim_t(reserve)
    if limit.rlim_cur < needed {
      var raised = limit
      raised.rlim_cur = min(needed, limit.rlim_max)
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return max(1, min(wanted, Int(clamping: limit.rlim_cur) - reserve))
  }
}
