import UnderstudyJSON

/// The texts of a journal entry, in one allocation.
struct PackedTexts: Sendable {
  /// The texts, in the order in which they are packed.
  enum Part: Int { case id, target, agentID, fields, body, answerFields, answerBody }

  private let bytes: [UInt8]
  /// The offset after each text.
  private let ends: Ends

  fileprivate typealias Ends = InlineArray<7, UInt32>

  struct Builder: ~Copyable {
    fileprivate var buffer = ByteBuffer(capacity: 1024)
    fileprivate var ends = Ends(repeating: 0)

    mutating func append(_ text: String, as part: Part) {
      buffer.append(text.utf8.span)
      ends[part.rawValue] = UInt32(truncatingIfNeeded: buffer.count)
    }

    mutating func append(_ text: [UInt8], as part: Part) {
      buffer.append(text.span)
      ends[part.rawValue] = UInt32(truncatingIfNeeded: buffer.count)
    }
  }

  /// - Parameter build: appends each part, in their order.
  init(_ build: (inout Builder) -> Void) {
    var builder = Builder()
    build(&builder)
    bytes = builder.buffer.bytes
    ends = builder.ends
  }

  var count: Int { bytes.count }

  subscript(part: Part) -> [UInt8] { Array(bytes[range(of: part)]) }

  func string(_ part: Part) -> String { String(decoding: bytes[range(of: part)], as: UTF8.self) }

  private func range(of part: Part) -> Range<Int> {
    let start = part.rawValue == 0 ? 0 : Int(ends[part.rawValue - 1])
    return start..<max(start, Int(ends[part.rawValue]))
  }
}
