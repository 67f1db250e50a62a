import UnderstudyJSON

/// The texts of a journal's entry, in one piece of memory.
struct PackedTexts: Sendable {
  /// In the order in which they are packed.
  enum Part: Int { case id, target, agentID, fields, body, answerFields, answerBody }

  private let bytes: [UInt8]
  /// Where each text ends.
  private let ends: Ends

  fileprivate typealias Ends = InlineArray<7, UInt32>

  /// Texts under construction.
  struct Builder: ~Copyable {
    fileprivate var buffer = ByteBuffer(capacity: 1024)
    fileprivate var ends = Ends(repeating: 0)

    mutating func set(_ part: Part, _ text: String) {
      buffer.append(text.utf8.span)
      ends[part.rawValue] = UInt32(truncatingIfNeeded: buffer.count)
    }

    mutating func set(_ part: Part, _ text: [UInt8]) {
      buffer.append(text.span)
      ends[part.rawValue] = UInt32(truncatingIfNeeded: buffer.count)
    }
  }

  /// - Parameter build: sets each part, in their order.
  init(_ build: (inout Builder) -> Void) {
    var builder = Builder()
    build(&builder)
    bytes = builder.buffer.bytes
    ends = builder.ends
  }

  var count: Int { bytes.count }

  subscript(part: Part) -> [UInt8] { Array(bytes[range(part)]) }

  func string(_ part: Part) -> String { String(decoding: bytes[range(part)], as: UTF8.self) }

  private func range(_ part: Part) -> Range<Int> {
    let start = part.rawValue == 0 ? 0 : Int(ends[part.rawValue - 1])
    return start..<max(start, Int(ends[part.rawValue]))
  }
}
