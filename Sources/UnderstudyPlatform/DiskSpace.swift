import Glibc

/// The room on a disk.
package enum DiskSpace {
  /// Returns the bytes that this process can still use on the disk of a file or directory; nil if that is unknown.
  package static func available(at path: String) -> Int? {
    var statistics = statvfs()
    guard statvfs(path, &statistics) == 0 else { return nil }
    return Int(clamping: UInt64(statistics.f_bavail).multipliedReportingOverflow(by: UInt64(statistics.f_frsize)).0)
  }

  /// Whether the number of an error says that a file cannot grow.
  package static func isShortage(_ errorNumber: CInt) -> Bool { [ENOSPC, EDQUOT, EFBIG].contains(errorNumber) }
}

/// Room on a disk that nothing else can use until its last reference is gone.
///
/// It belongs to a file without a name, so that it is free again whenever and however the process ends.
package final class ReservedDiskSpace: Sendable {
  private let descriptor: CInt

  /// - Parameter path: the beginning of the name that the file has for a moment.
  /// - Returns: Nil if there is no room, or the file system reserves none.
  package init?(bytes: Int, at path: String) {
    var name = Array("\(path)-reserve-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return nil }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    guard posix_fallocate(descriptor, 0, off_t(bytes)) == 0 else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
