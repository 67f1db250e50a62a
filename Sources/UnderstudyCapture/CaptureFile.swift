import UnderstudyJSON
import UnderstudyPlatform

/// An open HAR file. Its errors name it.
struct CaptureFile: Sendable {
  /// The path as it was given.
  let path: String
  /// The state of the file when it was opened.
  let stamp: FileStamp
  private let contents: RegularFile

  init(_ path: String) throws(CaptureError) {
    do throws(SystemError) {
      contents = try RegularFile(reading: path)
      stamp = try contents.stamp
    } catch {
      throw CaptureError(unreadable: path, error)
    }
    self.path = path
  }

  /// Uses a file that is open already.
  init(_ contents: RegularFile, at path: String) throws(SystemError) {
    stamp = try contents.stamp
    self.path = path
    self.contents = contents
  }

  /// Finds the entries, in memory that does not grow with the size of the file.
  /// - Parameters:
  ///   - count: the number of entries in other files.
  ///   - maximum: the most entries of all files.
  func entries(after count: Int = 0, atMost maximum: Int) throws(CaptureError) -> [HARScanner.Entry] {
    try naming {
      var scanner = HARScanner(after: count, maximumEntries: maximum)
      try forEachPortion(from: try textStart, to: stamp.size) { try scanner.scan($0, at: $1) }
      try scanner.finish(at: stamp.size)
      try checkUnchanged()
      return scanner.entries
    }
  }

  /// Reads bytes in portions.
  func forEachPortion(
    from start: Int, to end: Int, _ body: (UnsafeRawBufferPointer, _ offset: Int) throws -> Void
  ) throws {
    // On the heap: threads of a pool have small stacks.
    var portion = [UInt8](repeating: 0, count: max(0, min(Self.portion, end - start)))
    var offset = start
    while offset < end {
      let size = min(portion.count, end - offset)
      try portion.withUnsafeMutableBytes { buffer in
        let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
        guard try contents.read(into: bytes, at: offset) == size else { throw CaptureError(changed: path) }
        try body(UnsafeRawBufferPointer(bytes), offset)
      }
      offset += size
    }
  }

  private static let portion = 262_144

  func checkUnchanged() throws {
    guard try contents.stamp == stamp else { throw CaptureError(changed: path) }
  }

  /// Performs a step of reading. Its errors get the file and the position.
  func naming<Value>(_ step: () throws -> Value) throws(CaptureError) -> Value {
    do {
      return try step()
    } catch let failure as CaptureFailure {
      let start = try? failure.offset.map(position)
      throw CaptureError(
        reason: .invalid, file: path, position: start.map(failure.position.inText), path: failure.path,
        message: failure.message)
    } catch let error as CaptureError {
      throw error
    } catch let error as SystemError {
      throw CaptureError(unreadable: path, error)
    } catch {
      throw CaptureError(invalid: path, "\(error)")
    }
  }

  /// Returns the position of a byte. Only an error reads the file once more for it.
  private func position(of offset: Int) throws -> Position {
    var counter = LineCounter()
    try forEachPortion(from: min(try textStart, offset), to: offset) { bytes, _ in counter.count(bytes) }
    return counter.position
  }
}

/// The first bytes of a file.
extension CaptureFile {
  /// The offset of the text, behind a byte order mark.
  private var textStart: Int {
    get throws {
      let start = try contents.read(4, at: 0)
      if start.starts(with: [0xEF, 0xBB, 0xBF]) { return 3 }
      guard let format = Self.otherFormat(start) else { return 0 }
      throw CaptureError(invalid: path, format)
    }
  }

  private static func otherFormat(_ start: [UInt8]) -> String? {
    switch (start.first, start.dropFirst().first) {
    case (nil, _): "the file is empty; a HAR file has at least `{\"log\": {\"entries\": []}}`"
    case (0x50, 0x4B): "the file is a ZIP archive; unpack it, and name the `.har` file in it"
    case (0x1F, 0x8B), (0x78, 0x9C), (0x78, 0xDA), (0x78, 0x01): "the file is compressed; uncompress it"
    case (0xFF, 0xFE), (0xFE, 0xFF): "the file is in UTF-16; save it as UTF-8"
    default: nil
    }
  }
}

/// Counts the lines and columns of a text, from 1; columns in Unicode scalars.
private struct LineCounter {
  private var line = 1
  private var column = 1

  var position: Position { Position(line: line, column: column) }

  mutating func count(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0b1100_0000 != 0b1000_0000 {
        column += 1
      }
    }
  }
}
