import UnderstudyPlatform

/// A search for one text in many bodies, whatever the case of its letters.
struct ByteSearch {
  private let bytes: [UInt8]
  /// The offset of its rarest byte in JSON.
  private let anchor: Int
  /// The cases of that byte.
  private let anchors: [UInt8]

  /// - Parameter text: In small letters.
  init(_ text: String) {
    let rarest = text.utf8.enumerated().min { $0.element.frequency < $1.element.frequency }
    bytes = Array(text.utf8)
    anchor = rarest?.offset ?? 0
    anchors = rarest.map { $0.element.isSmallLetter ? [$0.element, $0.element & ~0x20] : [$0.element] } ?? []
  }

  func matches(in body: [UInt8]) -> Bool {
    body.withUnsafeBytes { body in anchors.contains { matches(in: body, at: $0) } }
  }

  private func matches(in body: UnsafeRawBufferPointer, at byte: UInt8) -> Bool {
    var start = anchor
    while let found = body.firstIndex(of: byte, from: start) {
      if isFound(in: body, at: found - anchor) { return true }
      start = found + 1
    }
    return false
  }

  private func isFound(in body: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    guard offset >= 0, offset + bytes.count <= body.count else { return false }
    return bytes.indices.allSatisfy { index in
      let (wanted, byte) = (bytes[index], body[offset + index])
      return byte == wanted || wanted.isSmallLetter && byte | 0x20 == wanted
    }
  }
}

extension UInt8 {
  var isSmallLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self }

  /// The place of a letter among all by how often English has it; before all letters for any other byte.
  fileprivate var frequency: Int {
    Array("zqxjkvbpygfwmucldrhsnioate".utf8).firstIndex(of: self).map { $0 + 1 } ?? 0
  }
}
