import Testing
import UnderstudyJSON

/// The cases of JSONTestSuite that must be accepted (`y_`), those that it leaves open (`i_`) and we accept, and
/// some more.
@Suite("A text that is JSON") struct AcceptedTextTests {
  @Test(
    "Structures are read with white space anywhere and written without",
    arguments: [
      ("null", "null"),
      ("true", "true"),
      ("false", "false"),
      ("42", "42"),
      ("-0.1", "-0.1"),
      (#""asd""#, #""asd""#),
      (#""""#, #""""#),
      (#"" ""#, #"" ""#),
      ("[]", "[]"),
      ("{}", "{}"),
      (" [] ", "[]"),
      ("\t\r\n {\t\r\n }\t\r\n ", "{}"),
      ("[[]   ]", "[[]]"),
      (#"[""]"#, #"[""]"#),
      (#"["a"]"# + "\n", #"["a"]"#),
      ("[true]", "[true]"),
      ("[false]", "[false]"),
      (#"[null, 1, "1", {}]"#, #"[null,1,"1",{}]"#),
      ("[1\n]", "[1]"),
      (" [1]", "[1]"),
      ("[2] ", "[2]"),
      ("[1,null,null,null,2]", "[1,null,null,null,2]"),
      ("[ 1 , 2 ]", "[1,2]"),
      ("[[[[1],2],[]],{}]", "[[[[1],2],[]],{}]"),
      (#"{"asd":"sdf", "dfg":"fgh"}"#, #"{"asd":"sdf","dfg":"fgh"}"#),
      (#"{ "a" : [ ] , "b" : { } }"#, #"{"a":[],"b":{}}"#),
      (#"{"":0}"#, #"{"":0}"#),
      (#"{"a":{"a":{"a":null}}}"#, #"{"a":{"a":{"a":null}}}"#),
      ("{\n\"a\": \"b\"\n}", #"{"a":"b"}"#),
    ])
  func structure(_ text: String, _ written: String) throws {
    #expect(try JSON(text: text).description == written)
  }

  @Test(
    "A number keeps its text to the letter",
    arguments: [
      "0", "-0", "1", "-1", "123", "-123", "10", "100", "0.0", "-0.0", "1.0", "1.10", "123.456789",
      "0e1", "0e+1", "0E0", "1E22", "1e2", "1E-2", "1E+2", "1e-2", "20e1", "123e45", "123e65", "123.456e78",
      "123.456e-789", "1e00", "1e-0001", "1E400", "-1e+9999", "1.5e+9999", "-123123e100000", "123e-10000000",
      "1e999999999999999999999",
      "0.4e00669999999999999999999999999999999999999999999999999999999969999999006",
      "123456789012345678901234567890", "-237462374673276894279832749832423479823246327846",
      "0.000000000000000000000000000000000000000000000000000000000000000000000000000001", "9007199254740993",
      "18446744073709551616", "100000000000000000000",
    ])
  func number(_ text: String) throws {
    #expect(try JSON(text: text).description == text)
    #expect(try JSON(text: "[\(text)]").description == "[\(text)]")
    #expect(try JSON(text: "{\"a\":\(text)}").description == "{\"a\":\(text)}")
  }

  @Test(
    "Escapes stand for their characters",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0000""#, "\0"),
      (#""\\u0000""#, #"\u0000"#),
      (#""\\a""#, #"\a"#),
      (#""\\n""#, #"\n"#),
      (#""\"""#, "\""),
      (#""\u0012""#, "\u{12}"),
      (#""\u0022""#, "\""),
      (#""\u005C""#, "\\"),
      (#""\u002c""#, ","),
      (#""\u000Aline""#, "\nline"),
      (#""new\u00A0line""#, "new\u{A0}line"),
      (#""\u0123""#, "\u{123}"),
      (#""\u0821""#, "\u{821}"),
      (#""\u0060\u012a\u12AB""#, "\u{60}\u{12A}\u{12AB}"),
      (#""\u0061\u30af\u30EA\u30b9""#, "aクリス"),
      (#""\uabcd\uABCD\uef01\uEF01""#, "\u{ABCD}\u{ABCD}\u{EF01}\u{EF01}"),
      (#""\uD7FF\uE000""#, "\u{D7FF}\u{E000}"),
      (#""\u200B\u2064""#, "\u{200B}\u{2064}"),
      (#""\uFEFF""#, "\u{FEFF}"),
      (#""\uD800\uDC00""#, "\u{10000}"),
      (#""\uD801\udc37""#, "\u{10437}"),
      (#""\uD834\uDd1e""#, "\u{1D11E}"),
      (#""\uDBFF\uDFFE""#, "\u{10FFFE}"),
      (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
      (#""\ud83d\ude39\ud83d\udc8d""#, "😹💍"),
      (#""before\tafter""#, "before\tafter"),
      (#""a long run before \u00e9 and a long run after""#, "a long run before é and a long run after"),
      (#""\u0065\u0301""#, "e\u{301}"),
      (#""é\u0301""#, "é\u{301}"),
    ])
  func escapes(_ text: String, _ string: String) throws {
    let read = try #require(try JSON(text: text).string)
    #expect(Array(read.unicodeScalars) == Array(string.unicodeScalars))
  }

  @Test(
    "Noncharacters are characters like others, escaped or not",
    arguments: [
      (#"\uFDD0"#, [0xEF, 0xB7, 0x90]),
      (#"\uFFFE"#, [0xEF, 0xBF, 0xBE]),
      (#"\uFFFF"#, [0xEF, 0xBF, 0xBF]),
      (#"\uD83F\uDFFE"#, [0xF0, 0x9F, 0xBF, 0xBE]),
      (#"\uDBFF\uDFFF"#, [0xF4, 0x8F, 0xBF, 0xBF]),
    ] as [(String, [UInt8])])
  func noncharacters(_ escape: String, _ utf8: [UInt8]) throws {
    #expect(try JSON(text: "\"\(escape)\"").string?.utf8.elementsEqual(utf8) == true)
    #expect(try JSON(reading: [0x22] + utf8 + [0x22]).bytes == [0x22] + utf8 + [0x22])
  }

  @Test(
    "A string without escapes is taken as it stands",
    arguments: [
      "a", "simple ascii", "a/*b*/c/*d//e", "π", "€𝄞", "asd ", "\u{7F}", "a\u{7F}a", "\u{2028}\u{2029}",
      "⍂㈴⍂",
      "\u{1BFFF}", "\u{FFFF}", "\u{10FFFF}", "\u{FEFF}inside", "e\u{301}", "é", "\u{80}", "\u{7FF}\u{800}",
      "seven77", "eight888", "nine99999", "fifteen5fifteen", "sixteen6sixteen6", "seventeen7seventeen",
      "{[,:]}'#", "👩‍👩‍👧",
    ])
  func plain(_ string: String) throws {
    let read = try #require(try JSON(text: "\"\(string)\"").string)
    #expect(Array(read.unicodeScalars) == Array(string.unicodeScalars))
  }

  @Test("A quote or an escape is found at any place of a word of eight bytes", arguments: 0...40)
  func lengths(_ length: Int) throws {
    let run = String(repeating: "x", count: length)
    #expect(try JSON(text: "\"\(run)\"").string == run)
    #expect(try JSON(text: "\"\(run)\\t\(run)\"").string == "\(run)\t\(run)")
    #expect(try JSON(text: "[\"\(run)\",\"é\(run)\"]").array == [.string(run), .string("é\(run)")])
  }

  @Test("Every other ASCII character stands for itself at any place of a word of eight bytes", arguments: 0...16)
  func printableASCII(_ length: Int) throws {
    let run = String(repeating: "x", count: length)
    for scalar in (0x20...0x7F).compactMap(UnicodeScalar.init) where scalar != "\"" && scalar != "\\" {
      let string = "\(run)\(scalar)\(run)"
      #expect(try JSON(text: "\"\(string)\"").string == string)
      #expect(JSON.string(string).description == "\"\(string)\"")
    }
  }

  @Test("Every byte that must be escaped is found at any place of a word of eight bytes", arguments: 0...16)
  func controlCharacters(_ length: Int) {
    let run = String(repeating: "\u{7F}", count: length)
    for byte in UInt8(0)..<0x20 {
      let error = #expect(throws: ReadError.self) { try JSON(text: "\"\(run)\(UnicodeScalar(byte))\(run)\"") }
      #expect(error?.reason == "control characters in a string must be escaped")
    }
  }
}
