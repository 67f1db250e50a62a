import UnderstudyJSON

/// The texts of a journal entry, in one allocation.
struct PackedTexts: ~Copyable, Sendable {
  /// The texts, in the order in which they are packed.
  enum Part: Int { case id, target, agentID, fields, body, answerFields, answerBody }

  private var bytes: ByteBuffer
  /// The offset after each text.
  private var ends = InlineArray<7, UInt32>(repeating: 0)

  /// - Parameter capacity: The bytes of all texts, which are then appended in their order.
  init(capacity: Int) { bytes = ByteBuffer(capacity: capacity) }

  mutating func append(_ text: String, as part: Part) { append(text.utf8.span, as: part) }

  mutating func append(_ text: [UInt8], as part: Part) { append(text.span, as: part) }

  private mutating func append(_ text: Span<UInt8>, as part: Part) {
    bytes.append(text)
    ends[part.rawValue] = UInt32(truncatingIfNeeded: bytes.count)
  }

  var count: Int { bytes.count }

  subscript(part: Part) -> [UInt8] { bytes.withUnsafeBytes { Array($0[range(of: part)]) } }

  func string(_ part: Part) -> String {
    bytes.withUnsafeBytes { String(decoding: $0[range(of: part)], as: UTF8.self) }
  }

  private func range(of part: Part) -> Range<Int> {
    let start = part.rawValue == 0 ? 0 : Int(ends[part.rawValue - 1])
    return start..<max(start, Int(ends[part.rawValue]))
  }
}
