import Glibc

/// What a path names, without following a symbolic link.
package enum FileKind: Sendable {
  case regular, symbolicLink, other

  /// - Returns: Nil if there is nothing, or nothing that can be seen.
  package init?(at path: String) {
    guard let status = FileStatus(at: path) else { return nil }
    switch status.mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFLNK: self = .symbolicLink
    default: self = .other
    }
  }
}

/// The contents of a file that another program may have written.
package enum FileContents {
  /// Returns the bytes of a regular file. The words of an error are those of the middle of a sentence.
  /// - Parameter limit: the largest size, in bytes.
  package static func read(_ path: String, upTo limit: Int = ReadFile.usualLimit) throws(SystemError) -> [UInt8] {
    let file = try ReadFile(at: path, limit: limit, irregular: "not a file", tooLarge: "larger than")
    guard let file else { throw SystemError(code: ENOENT) }
    return file.bytes
  }
}

/// A directory that only this user can look into.
package struct PrivateDirectory: Sendable {
  /// Its path, without symbolic links and from the root.
  package let path: String

  /// Makes a directory with a new name.
  /// - Parameters:
  ///   - parent: the directory that it is made in.
  ///   - name: the start of its name.
  package init(in parent: String, name: String) throws(SystemError) {
    guard let place = realpath(parent, nil) else { throw .last }
    defer { free(place) }
    var template = Array("\(String(cString: place))/\(name).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .last }
    path = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }
}

/// A file that this process has written.
package struct WrittenFile: Sendable {
  private let path: String
  private let bytes: [UInt8]
  private let identity: FileStatus.Identity

  /// The users that may read and write a file. The process's umask may take further rights away.
  package enum Access: Sendable {
    /// All users read it, the owner writes it, as far as the umask says nothing else.
    case shared
    /// Only the owner reads and writes it.
    case ownerOnly

    fileprivate var mode: mode_t { self == .shared ? 0o666 : 0o600 }
  }

  /// Writes a file atomically: a temporary file beside it takes its name. What had the name before is replaced; a symbolic
  /// link is not followed. Both files have this access from the moment that they exist.
  package init(_ bytes: [UInt8], at path: String, _ access: Access = .shared) throws(SystemError) {
    let temporary = Self.temporaryName(for: path)
    let descriptor = try Self.create(temporary, access)
    defer { close(descriptor) }
    do throws(SystemError) {
      try bytes.withUnsafeBufferPointer { (bytes) throws(SystemError) in try writeAll(bytes, to: descriptor) }
      guard let status = FileStatus(of: descriptor), rename(temporary, path) == 0 else { throw .last }
      identity = status.identity
    } catch {
      unlink(temporary)
      throw error
    }
    self.path = path
    self.bytes = bytes
  }

  /// Checks that a file can be made at a path, by making the temporary file and removing it.
  package static func checkPlace(_ path: String) throws(SystemError) {
    let temporary = temporaryName(for: path)
    close(try create(temporary, .shared))
    unlink(temporary)
  }

  private static func temporaryName(for path: String) -> String { "\(path).\(UInt32.random(in: 0 ... .max)).tmp" }

  /// Fails if there is such a file, even if it is a symbolic link.
  private static func create(_ path: String, _ access: Access) throws(SystemError) -> CInt {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, access.mode)
    guard descriptor >= 0 else { throw .last }
    return descriptor
  }

  /// Removes the file, unless the name is by now that of another file or its contents have changed.
  package func remove() {
    guard FileStatus(at: path)?.identity == identity, isUnchanged else { return }
    unlink(path)
  }

  private var isUnchanged: Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var found = [UInt8](repeating: 0, count: bytes.count + 1)
    let count = read(descriptor, &found, found.count)
    return count == bytes.count && found.starts(with: bytes)
  }
}

/// A regular file that has been read whole.
package struct ReadFile: Sendable {
  package let bytes: [UInt8]
  /// Whether other users than the owner may read or write it.
  package let isOpenToOthers: Bool

  /// The largest size of a file with certificates, in bytes. The roots of a system take 0.3 MB.
  package static let usualLimit = 16_777_216

  /// Reads a file. A symbolic link is followed.
  /// - Returns: Nil if there is nothing at the path.
  /// - Throws: If it is no regular file, is larger than the limit in bytes, or cannot be read.
  package init?(at path: String, limit: Int = Self.usualLimit) throws(SystemError) {
    try self.init(at: path, limit: limit, irregular: "Not a regular file", tooLarge: "Larger than")
  }

  fileprivate init?(at path: String, limit: Int, irregular: String, tooLarge: String) throws(SystemError) {
    // Opening a pipe waits for its other end otherwise.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .last
    }
    defer { close(descriptor) }
    guard let status = FileStatus(of: descriptor) else { throw .last }
    guard status.mode & S_IFMT == S_IFREG else { throw SystemError(description: irregular) }
    isOpenToOthers = status.mode & 0o066 != 0
    var bytes: [UInt8] = []
    var portion = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &portion, portion.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .last }
      if count == 0 { break }
      bytes += portion.prefix(count)
      guard bytes.count <= limit else { throw SystemError(description: "\(tooLarge) \(limit) bytes") }
    }
    self.bytes = bytes
  }
}

/// A directory that no other process uses, among those that lock it, until the last reference is gone.
///
/// The lock is on the directory itself, so that no file is left behind, however the process ends.
package final class LockedDirectory: Sendable {
  private let descriptor: CInt

  /// Makes the directory if it is missing, and waits until no other process has locked it.
  /// - Parameter attempts: how often it tries, every 10 milliseconds.
  package init(_ path: String, attempts: Int = 1000) throws(SystemError) {
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw .last }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    for _ in 0..<attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      guard errno == EWOULDBLOCK || errno == EINTR else { throw .last }
      usleep(10_000)
    }
    throw SystemError(description: "Another process has locked it")
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
