import FoundationEssentials
import UnderstudyJSON

/// Values.
extension HARScanner {
  mutating func startValue(
    _ kind: HARPlace.Kind, _ byte: UInt8, at offset: Int
  ) throws(CaptureFailure) {
    guard expectation == .value || expectation == .elementOrEnd else { throw unexpected(byte, at: offset) }
    if let error = place.error(of: kind) { throw CaptureFailure(at: offset, place.valuePath(entries.count), error) }
  }

  mutating func open(_ bracket: UInt8, at offset: Int) throws(CaptureFailure) {
    let isArray = bracket == UInt8(ascii: "[")
    try startValue(isArray ? .array : .object, bracket, at: offset)
    guard place.depth < Self.maximumDepth else {
      throw CaptureFailure(at: offset, path, "arrays and objects are nested too deep")
    }
    guard place.opensEntry else {
      place.open(isArray: isArray)
      expectation = isArray ? .elementOrEnd : .nameOrEnd
      return
    }
    guard formerEntries + entries.count < maximumEntries else {
      throw CaptureFailure(at: offset, path, "the captures have more than \(maximumEntries) requests; read fewer")
    }
    (entryOffset, started) = (offset, nil)
    place.open(isArray: false)
    expectation = .nameOrEnd
  }

  mutating func close(_ bracket: UInt8, at offset: Int) throws(CaptureFailure) {
    let isArray = bracket == UInt8(ascii: "]")
    let isEmpty = expectation == (isArray ? .elementOrEnd : .nameOrEnd)
    guard place.depth > 0, place.isInArray == isArray, isEmpty || expectation == .commaOrEnd else {
      throw unexpected(bracket, at: offset)
    }
    if place.closesEntry { try endEntry(at: offset + 1) }
    place.close()
    endValue()
  }

  /// - Parameter end: the offset behind the entry.
  private mutating func endEntry(at end: Int) throws(CaptureFailure) {
    guard let started else {
      throw CaptureFailure(
        at: entryOffset, path.member("startedDateTime"), "is required; it is when the request was sent")
    }
    entries.append(Entry(offset: entryOffset, length: end - entryOffset, started: started))
  }

  mutating func endValue() { expectation = place.depth == 0 ? .endOfFile : .commaOrEnd }

  /// - Parameter text: nil if it is too long or cannot be read.
  mutating func setStart(_ text: String?) throws(CaptureFailure) {
    started = text.flatMap { Date(har: $0) }
    guard started == nil else { return }
    throw CaptureFailure(
      at: tokenOffset, path.member("startedDateTime"),
      "must be a time such as 2026-04-17T12:00:00.000Z, but was \"\(text.map { String($0.prefix(40)) } ?? "…")\"")
  }
}
