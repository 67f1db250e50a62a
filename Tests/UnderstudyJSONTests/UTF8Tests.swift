import Testing
import UnderstudyJSON

@Suite("A text that is not UTF-8") struct UTF8Tests {
  private func error(_ bytes: [UInt8]) -> ReadError? {
    #expect(throws: ReadError.self) { try JSON(reading: bytes) }
  }

  @Test(
    "Invalid bytes in a string are refused at the first of them",
    arguments: [
      ("a lone continuation byte", [0x80]),
      ("the last continuation byte", [0xBF]),
      ("two continuation bytes", [0x81, 0x81]),
      ("Latin-1", [0xE9]),
      ("a byte that is never used", [0xFF]),
      ("another", [0xFE]),
      ("a lead byte above the range", [0xF5, 0x80, 0x80, 0x80]),
      ("an overlong slash in two bytes", [0xC0, 0xAF]),
      ("an overlong NUL in two bytes", [0xC0, 0x80]),
      ("the last overlong form in two bytes", [0xC1, 0xBF]),
      ("an overlong slash in three bytes", [0xE0, 0x80, 0xAF]),
      ("the last overlong form in three bytes", [0xE0, 0x9F, 0xBF]),
      ("an overlong slash in four bytes", [0xF0, 0x80, 0x80, 0xAF]),
      ("the last overlong form in four bytes", [0xF0, 0x8F, 0xBF, 0xBF]),
      ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]),
      ("six bytes", [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF]),
      ("an overlong NUL in six bytes", [0xFC, 0x80, 0x80, 0x80, 0x80, 0x80]),
      ("the first surrogate", [0xED, 0xA0, 0x80]),
      ("the last surrogate", [0xED, 0xBF, 0xBF]),
      ("a surrogate pair", [0xED, 0xA1, 0x81, 0xED, 0xB0, 0xB7]),
      ("U+110000", [0xF4, 0x90, 0x80, 0x80]),
      ("U+13FFFF", [0xF4, 0xBF, 0xBF, 0xBF]),
      ("one byte of two", [0xC3]),
      ("one byte of three", [0xE2]),
      ("two bytes of three", [0xE2, 0x82]),
      ("three bytes of four", [0xF0, 0x9F, 0x98]),
      ("one byte of two, then a letter", [0xC3, 0x61]),
      ("one byte of three, then another lead byte", [0xE0, 0xFF]),
      ("two bytes of three, then an escape", [0xE2, 0x82, 0x5C, 0x6E]),
    ] as [(String, [UInt8])])
  func invalid(_ name: String, _ bytes: [UInt8]) {
    let refusal = "the text is not valid UTF-8"
    #expect(error([0x22] + bytes + [0x22])?.description == "\(refusal) at line 1, column 2")
    #expect(error(Array(#"["\né","#.utf8) + [0x22] + bytes)?.description == "\(refusal) at line 1, column 9")
    #expect(error(Array("{\n\"".utf8) + bytes + Array("\":1}".utf8))?.position == .init(line: 2, column: 2))
    #expect(error(bytes)?.description == "\(refusal) at line 1, column 1")
  }

  @Test("Invalid bytes outside of strings are refused as such, before other mistakes")
  func outsideStrings() {
    let refusal = "the text is not valid UTF-8"
    #expect(error([0x5B, 0x61, 0xFF, 0x5D])?.description == "\(refusal) at line 1, column 3")
    #expect(error([0x31, 0x0A, 0xE5])?.description == "\(refusal) at line 2, column 1")
  }

  @Test("UTF-16 is refused", arguments: [[0xFF, 0xFE, 0x5B, 0, 0x5D, 0], [0xFE, 0xFF, 0, 0x5B, 0, 0x5D]])
  func utf16(_ bytes: [UInt8]) {
    #expect(error(bytes)?.description == "the text is not valid UTF-8 at line 1, column 1")
  }

  @Test("UTF-16 without a mark is refused", arguments: [[0x5B, 0, 0x5D, 0], [0, 0x5B, 0, 0x5D]])
  func utf16WithoutMark(_ bytes: [UInt8]) {
    #expect(error(bytes)?.reason.hasSuffix("but found U+0000") == true)
  }

  @Test("A byte order mark is refused with advice", arguments: ["", "{}", "[\"a\"]", "\u{FEFF}"])
  func byteOrderMark(_ text: String) {
    let advice = "the text starts with a byte order mark; save it as UTF-8 without one at line 1, column 1"
    #expect(error(Array("\u{FEFF}\(text)".utf8))?.description == advice)
  }

  @Test("Half of a byte order mark is invalid UTF-8")
  func halfByteOrderMark() {
    #expect(error([0xEF, 0xBB, 0x7B, 0x7D])?.reason == "the text is not valid UTF-8")
  }

  @Test("A byte order mark behind the start is no white space")
  func lateByteOrderMark() {
    let description = "expected a value but found U+FEFF at line 1, column 2"
    #expect(error(Array(" \u{FEFF}1".utf8))?.description == description)
  }
}
