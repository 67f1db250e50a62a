import Foundation
import UnderstudyJSON
import UnderstudyPlatform

/// The bounds on what captures take of memory.
package struct CaptureLimits: Sendable {
  /// The most exchanges of all files together. Each takes 40 bytes.
  package var entries = 1_000_000
  /// The size of the largest entry that is read whole, in bytes. Of a larger one, long strings are not read.
  package var entryBytes = 16 << 20

  package init() {}
}

/// Captures, in the order of the start times of their exchanges.
///
/// The first reading keeps of each exchange where it stands and when it started; the second reads them one after another.
/// So the memory that captures take depends on the number of exchanges and on the largest, not on the size of the files.
package struct CaptureReader: Sendable {
  private struct IndexedEntry: Sendable {
    let file: Int
    /// The number in the file, from 0.
    let number: Int
    let entry: HARScanner.Entry
  }

  private let files: [(path: String, stamp: FileStamp)]
  /// By start time; those of the same time in the order of the files.
  private let entries: [IndexedEntry]
  private let limits: CaptureLimits

  /// Reads the index of each file.
  package init(_ paths: [String]) throws(CaptureError) { try self.init(paths, CaptureLimits()) }

  package init(_ paths: [String], _ limits: CaptureLimits) throws(CaptureError) {
    var files: [(path: String, stamp: FileStamp)] = []
    var entries: [IndexedEntry] = []
    for path in paths {
      let file = try CaptureFile(path)
      if let former = files.first(where: { $0.stamp.isSameFile(as: file.stamp) }) {
        let name = former.path == path ? "" : ", as \(former.path)"
        throw CaptureError(invalid: path, "the file is given twice\(name); name each capture once")
      }
      let found = try file.entries(after: entries.count, atMost: limits.entries)
      entries += found.enumerated().map { IndexedEntry(file: files.count, number: $0, entry: $1) }
      files.append((path, file.stamp))
    }
    entries.sort { ($0.entry.started, $0.file, $0.number) < ($1.entry.started, $1.file, $1.number) }
    self.files = files
    self.entries = entries
    self.limits = limits
  }

  /// The number of exchanges.
  package var count: Int { entries.count }

  /// Reads the exchanges one after another.
  /// - Parameter body: gets each, and its place as `capture.har#12`: the file as given, and the number in it from 1.
  /// - Throws: a ``CaptureError``, or what `body` throws.
  package func forEach(_ body: (_ place: String, CapturedExchange) throws -> Void) throws {
    var current: (index: Int, file: CaptureFile)?
    for indexed in entries {
      let (path, stamp) = files[indexed.file]
      if current?.index != indexed.file { current = (indexed.file, try CaptureFile(path)) }
      guard let file = current?.file, file.stamp == stamp else { throw CaptureError(changed: path) }
      let exchange = try file.exchange(indexed.entry, indexed.number, atMost: limits.entryBytes)
      try body("\(path)#\(indexed.number + 1)", exchange)
    }
  }
}

extension CaptureFile {
  /// Reads an entry.
  /// - Parameters:
  ///   - number: in the file, from 0.
  ///   - limit: the size of the largest entry that is read whole, in bytes.
  fileprivate func exchange(
    _ entry: HARScanner.Entry, _ number: Int, atMost limit: Int
  ) throws(CaptureError) -> CapturedExchange {
    let place = Path(.member("log"), .member("entries"), .element(number))
    let isWhole = entry.length <= limit
    return try naming {
      do {
        let text = try isWhole ? text(of: entry) : textWithoutLongStrings(of: entry, atMost: limit)
        try checkUnchanged()
        return try EntryReader(isWhole: isWhole).exchange(text, started: entry.started)
      } catch var failure as CaptureFailure {
        failure.offset = entry.offset
        failure.path = Path(place.steps + failure.path.steps)
        // The positions in a shortened text are others than those in the file.
        if !isWhole { failure.position = Position(line: 1, column: 1) }
        throw failure
      }
    }
  }

  private func text(of entry: HARScanner.Entry) throws -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(entry.length)
    try forEachPortion(from: entry.offset, to: entry.offset + entry.length) { bytes, _ in text += bytes }
    return text
  }

  private func textWithoutLongStrings(of entry: HARScanner.Entry, atMost limit: Int) throws -> [UInt8] {
    var elision = LongStringElision(maximumSize: limit)
    try forEachPortion(from: entry.offset, to: entry.offset + entry.length) { bytes, _ in try elision.append(bytes)
    }
    return elision.text
  }
}
