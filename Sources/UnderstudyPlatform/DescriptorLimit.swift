#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How many descriptors the process may have open.
package enum DescriptorLimit {
  /// What else is open: the listening socket, the database, the standard streams.
  private static let reserve = 128

  /// Raises the limit for this many connections, as far as the process may.
  ///
  /// The soft limit of most systems, 1024, is for the sake of programs that use `select`. It is raised only if it is
  /// too low.
  /// - Returns: how many connections are possible, at least 1.
  package static func connections(upTo wanted: Int) -> Int {
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
