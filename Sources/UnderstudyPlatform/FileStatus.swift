import Glibc

/// What the system knows about a file.
struct FileStatus {
  struct Identity: Hashable {
    let device: dev_t
    let number: ino_t
  }

  let mode: mode_t
  let identity: Identity
  /// In bytes.
  let size: Int
  /// When the contents changed last.
  fileprivate let changed: timespec

  init?(at path: String) { self.init { lstat(path, &$0) } }

  init?(of descriptor: CInt) { self.init { fstat(descriptor, &$0) } }

  private init?(_ read: (inout stat) -> CInt) {
    var status = stat()
    guard read(&status) == 0 else { return nil }
    mode = status.st_mode
    identity = Identity(device: status.st_dev, number: status.st_ino)
    size = Int(status.st_size)
    changed = status.st_mtim
  }

  var isRegular: Bool { mode & S_IFMT == S_IFREG }
}

/// The state of a file, which differs once a program has written to the file.
package struct FileStamp: Sendable, Hashable {
  private let identity: FileStatus.Identity
  /// In bytes.
  package let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  init(_ status: FileStatus) {
    identity = status.identity
    size = status.size
    seconds = status.changed.tv_sec
    nanoseconds = status.changed.tv_nsec
  }

  /// Whether both are states of one file, whatever its contents.
  package func isSameFile(as other: FileStamp) -> Bool { identity == other.identity }
}
