import Foundation
import Synchronization
import UnderstudyTestSupport

/// Reads a pipe line by line; gives up when nothing comes for long.
final class LineReader: Sendable {
  private let pipe: FileHandle
  private let waiting = Mutex<[UInt8]>([])
  private let isOpen = Mutex(true)

  init(_ pipe: FileHandle) { self.pipe = pipe }

  /// The next line without its end; nil if the pipe ends first.
  func nextLine() throws -> String? {
    try waiting.withLock { bytes in
      while true {
        if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
          defer { bytes.removeFirst(end + 1) }
          return String(decoding: bytes[..<end], as: UTF8.self)
        }
        let more = try read()
        guard !more.isEmpty else { return nil }
        bytes += more
      }
    }
  }

  /// Everything up to the pipe's end.
  func rest() throws -> String {
    try waiting.withLock { bytes in
      while case let more = try read(), !more.isEmpty { bytes += more }
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Closes the pipe, which ends here.
  func close() {
    isOpen.withLock { isOpen in
      if isOpen { try? pipe.close() }
      isOpen = false
    }
  }

  private func read() throws -> [UInt8] {
    guard isOpen.withLock({ $0 }) else { return [] }
    var request = pollfd(fd: pipe.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, CInt(patience / .milliseconds(1))) == 1 else {
      throw Program.Failure(description: "nothing came for long")
    }
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(pipe.fileDescriptor, &piece, piece.count)
    return Array(piece.prefix(max(0, count)))
  }
}
