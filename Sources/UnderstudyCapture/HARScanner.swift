import FoundationEssentials
import UnderstudyJSON

/// A state machine over the bytes of a HAR file that finds its entries, in memory that does not grow with the file but for them.
///
/// It checks the grammar of JSON outside of the entries, and within them only what it needs to find their ends.
struct HARScanner {
  /// Where an entry stands.
  struct Entry {
    /// In bytes.
    let offset: Int
    let length: Int
    let started: Date
  }

  var entries: [Entry] = []
  let maximumEntries: Int
  /// The entries of other files, which count too.
  let formerEntries: Int

  private enum Token {
    case none, string, escape
    /// The hexadecimal digits that are missing.
    case unicodeEscape(Int)
    /// A number, `true`, `false` or `null`.
    case scalar
  }

  enum Expectation: String {
    case value = "a value"
    case elementOrEnd = "a value or \"]\""
    case name = "a member name in double quotes"
    case nameOrEnd = "a member name or \"}\""
    case colon = "\":\""
    case commaOrEnd = "\",\" or a closing bracket"
    case endOfFile = "nothing after the value"
  }

  private var token = Token.none
  /// The offset of the current string, number or literal, and its first bytes if they are of interest.
  var tokenOffset = 0
  private var captured: [UInt8] = []
  private var isCapturing = false
  private var isName = false
  var expectation = Expectation.value
  var place = HARPlace()
  var entryOffset = 0
  var started: Date?

  /// How deep arrays and objects may be nested: 128 levels in an entry.
  static let maximumDepth = 128 + 3
  private static let maximumCapture = 1024

  init(after formerEntries: Int, maximumEntries: Int) {
    self.formerEntries = formerEntries
    self.maximumEntries = maximumEntries
  }
}

extension HARScanner {
  /// - Parameter base: the offset of the bytes in the file.
  mutating func scan(_ bytes: UnsafeRawBufferPointer, at base: Int) throws(CaptureFailure) {
    var index = 0
    while index < bytes.count {
      switch token {
      case .none: try startToken(bytes[index], at: base + index)
      case .string:
        let end = bytes.endOfPlainRun(from: index)
        if isCapturing { capture(UnsafeRawBufferPointer(rebasing: bytes[index..<end])) }
        index = end
        guard index < bytes.count else { return }
        try endRun(bytes[index], at: base + index)
      case .escape, .unicodeEscape: try escape(bytes[index], at: base + index)
      case .scalar:
        guard !bytes[index].isOfScalar else { try captureScalar(bytes[index], at: base + index); break }
        try endScalar()
        continue
      }
      index += 1
    }
  }

  /// - Parameter size: the size of the file in bytes.
  mutating func finish(at size: Int) throws(CaptureFailure) {
    if case .scalar = token { try endScalar() }
    guard case .none = token, expectation == .endOfFile else {
      throw CaptureFailure(
        at: size, path, "the file ends in the middle; its recorder did not finish, so record or export it again")
    }
    guard place.hasLog else {
      throw CaptureFailure(at: 0, .root, "`log` is required; a HAR file is an object with the member `log`")
    }
    guard place.hasEntries else {
      throw CaptureFailure(at: 0, Path(.member("log")), "`entries` is required; it is the array of the requests")
    }
  }

  /// The path of the current entry, or of what contains it.
  var path: Path { place.path(entry: entries.count) }
}

/// Tokens.
extension HARScanner {
  private mutating func startToken(_ byte: UInt8, at offset: Int) throws(CaptureFailure) {
    switch byte {
    case 0x20, 0x0A, 0x0D, 0x09: return
    case UInt8(ascii: "\""):
      isName = expectation == .name || expectation == .nameOrEnd
      if !isName { try startValue(.string, byte, at: offset) }
      (token, tokenOffset) = (.string, offset)
      isCapturing = isName ? place.hasNameOfInterest : place.isStartTime
      captured = [byte]
    case UInt8(ascii: "{"), UInt8(ascii: "["): try open(byte, at: offset)
    case UInt8(ascii: "}"), UInt8(ascii: "]"): try close(byte, at: offset)
    case UInt8(ascii: ","):
      guard expectation == .commaOrEnd else { throw unexpected(byte, at: offset) }
      expectation = place.isInArray ? .value : .name
    case UInt8(ascii: ":"):
      guard expectation == .colon else { throw unexpected(byte, at: offset) }
      expectation = .value
    default:
      guard byte.isOfScalar else { throw unexpected(byte, at: offset) }
      try startValue(.scalar, byte, at: offset)
      (token, tokenOffset, captured) = (.scalar, offset, [byte])
    }
  }

  private mutating func endRun(_ byte: UInt8, at offset: Int) throws(CaptureFailure) {
    switch byte {
    case UInt8(ascii: "\""):
      token = .none
      try endString()
    case UInt8(ascii: "\\"):
      token = .escape
      if isCapturing { captured.append(byte) }
    default: throw CaptureFailure(at: offset, path, "control characters in a string must be escaped")
    }
  }

  private mutating func escape(_ byte: UInt8, at offset: Int) throws(CaptureFailure) {
    if isCapturing { captured.append(byte) }
    switch (token, byte) {
    case (.escape, UInt8(ascii: "u")): token = .unicodeEscape(4)
    case (.escape, _) where byte.isOfShortEscape: token = .string
    case (.unicodeEscape(let missing), _) where byte.hexDigitValue != nil:
      token = missing == 1 ? .string : .unicodeEscape(missing - 1)
    default: throw CaptureFailure(at: offset, path, "the escape in a string is invalid")
    }
  }

  private mutating func endString() throws(CaptureFailure) {
    captured.append(UInt8(ascii: "\""))
    let text = isCapturing ? (try? JSON(reading: captured))?.string : nil
    isCapturing = false
    guard !isName else {
      place.name = text ?? ""
      expectation = .colon
      return
    }
    if place.isStartTime { try setStart(text) }
    endValue()
  }

  /// Keeps bytes of the current string. Of one that is too long, some are missing, so that it cannot be read.
  private mutating func capture(_ bytes: UnsafeRawBufferPointer) {
    if captured.count + bytes.count <= Self.maximumCapture { captured += bytes } else { isCapturing = false }
  }

  private mutating func captureScalar(_ byte: UInt8, at offset: Int) throws(CaptureFailure) {
    guard !place.isInEntry else { return }
    guard captured.count < Self.maximumCapture else {
      throw CaptureFailure(at: tokenOffset, path, "the number is longer than \(Self.maximumCapture) characters")
    }
    captured.append(byte)
  }

  private mutating func endScalar() throws(CaptureFailure) {
    token = .none
    // Entries are read again.
    guard place.isInEntry || (try? JSON(reading: captured)) != nil else {
      throw CaptureFailure(at: tokenOffset, path, "the value is neither a number nor `true`, `false` or `null`")
    }
    endValue()
  }

  func unexpected(_ byte: UInt8, at offset: Int) -> CaptureFailure {
    CaptureFailure(at: offset, path, "expected \(expectation.rawValue) but found \(byte.shown)")
  }
}

extension UInt8 {
  fileprivate var isOfShortEscape: Bool {
    switch self {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      true
    default: false
    }
  }

  /// Whether numbers, `true`, `false` or `null` have the byte.
  fileprivate var isOfScalar: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  fileprivate var shown: String {
    switch self {
    case UInt8(ascii: "\""): "a double quote"
    case 0x21...0x7E: "\"\(Character(UnicodeScalar(self)))\""
    default: "the byte 0x\(String(hexadecimal: self, digits: 2).uppercased())"
    }
  }
}
