import UnderstudyJSON

/// The text of a large entry in which `null` stands for each long string, made from portions of the entry.
struct LongStringElision {
  private(set) var text: [UInt8] = []
  private let maximumSize: Int
  /// The offset of the current string in the text; nil outside of strings.
  private var stringStart: Int?
  /// Whether the current string is too long to be kept.
  private var isElided = false
  private var isEscaped = false

  /// The size of the largest string that is kept, in bytes.
  private static let maximumString = 65_536

  /// - Parameter maximumSize: the size of the largest text, in bytes.
  init(maximumSize: Int) { self.maximumSize = maximumSize }

  /// - Throws: if the text is too large even so.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(CaptureFailure) {
    var index = 0
    while index < bytes.count {
      if stringStart == nil {
        appendOutside(bytes[index])
        index += 1
      } else if isEscaped {
        keep(bytes[index...index])
        isEscaped = false
        index += 1
      } else {
        let end = bytes.endOfPlainRun(from: index)
        keep(bytes[index..<end])
        index = end
        guard index < bytes.count else { break }
        endRun(bytes[index...index])
        index += 1
      }
    }
    guard text.count <= maximumSize else {
      throw CaptureFailure(at: 0, .root, "the request has more than \(maximumSize) bytes without its long strings")
    }
  }

  private mutating func appendOutside(_ byte: UInt8) {
    if byte == UInt8(ascii: "\"") { (stringStart, isElided) = (text.count, false) }
    text.append(byte)
  }

  /// - Parameter byte: one that is not plain.
  private mutating func endRun(_ byte: Slice<UnsafeRawBufferPointer>) {
    keep(byte)
    isEscaped = byte.first == UInt8(ascii: "\\")
    guard byte.first == UInt8(ascii: "\"") else { return }
    if isElided { text += "null".utf8 }
    stringStart = nil
  }

  /// Appends bytes of the current string, or removes it if it becomes too long.
  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    guard !isElided, let start = stringStart else { return }
    if text.count + bytes.count - start <= Self.maximumString {
      text += bytes
    } else {
      text.removeSubrange(start...)
      isElided = true
    }
  }
}
