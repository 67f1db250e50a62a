import Testing
import UnderstudyJSON

@Suite("The text that is written") struct WriterTests {
  @Test(
    "Only quotes, backslashes and control characters are escaped, as short as can be",
    arguments: [
      ("\"", #""\"""#),
      ("\\", #""\\""#),
      ("/", #""/""#),
      ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#),
      ("\0", #""\u0000""#),
      ("\u{1}\u{F}\u{10}\u{1F}", #""\u0001\u000f\u0010\u001f""#),
      ("\u{B}", #""\u000b""#),
      ("\u{7F}\u{80}", "\"\u{7F}\u{80}\""),
      ("é日本😹\u{2028}\u{FFFF}\u{10FFFF}", "\"é日本😹\u{2028}\u{FFFF}\u{10FFFF}\""),
      ("a\"b\\c\nd", #""a\"b\\c\nd""#),
      ("\n\n", #""\n\n""#),
      ("eight888\n", #""eight888\n""#),
      ("\neight888", #""\neight888""#),
      ("é\nafter", #""é\nafter""#),
      ("", #""""#),
    ])
  func escapes(_ string: String, _ text: String) throws {
    #expect(JSON.string(string).description == text)
    #expect(JSON.object([string: 1]).description == "{\(text):1}")
    #expect(try JSON(text: text).string?.hasSameScalars(as: string) == true)
  }

  @Test("Every scalar below U+0300 is written and read at any place of a word of eight bytes", arguments: 0...9)
  func everyScalar(_ place: Int) throws {
    let run = String(repeating: "x", count: place)
    for scalar in (0..<0x300).compactMap(UnicodeScalar.init) {
      let string = "\(run)\(scalar)\(run)"
      #expect(try JSON(reading: JSON.string(string).bytes).string?.hasSameScalars(as: string) == true)
    }
  }

  @Test(
    "A text written compactly reads and writes back as it is",
    arguments: [
      "null", "true", "false", "0", "-0.10e+5", #""""#, "[]", "{}", "[[],{}]",
      #"{"a":[1,2,{"b":null}],"c":"d"}"#,
      #"{"name":"Ada","tags":["x","y"],"limits":{"low":1.50,"high":1E400},"active":true}"#,
    ])
  func roundTrip(_ text: String) throws {
    let value = try JSON(text: text)
    #expect(value.bytes == Array(text.utf8))
    #expect(value.description == text)
    #expect(try JSON(reading: Array(value.prettyText.utf8)).description == text)
  }

  @Test("A long text is written whole", arguments: [1022, 1023, 1024, 1025, 5000, 100_000])
  func longText(_ length: Int) throws {
    let string = String(repeating: "y", count: length)
    #expect(JSON.string(string).bytes == Array("\"\(string)\"".utf8))
    let array = JSON.array(.init(repeating: 7, count: length))
    #expect(array.bytes == Array("[\(Array(repeating: "7", count: length).joined(separator: ","))]".utf8))
    let escaped = JSON.string(String(repeating: "\0", count: length))
    #expect(escaped.bytes == Array("\"\(String(repeating: #"\u0000"#, count: length))\"".utf8))
  }

  @Test("For people, there is a member a line, and empty arrays and objects stay closed")
  func prettyText() throws {
    let value = try JSON(text: #"{"a":1,"b":[],"c":{},"d":[true,{"e":"f"}],"g":{"h":null}}"#)
    let text = """
      {
        "a": 1,
        "b": [],
        "c": {},
        "d": [
          true,
          {
            "e": "f"
          }
        ],
        "g": {
          "h": null
        }
      }

      """
    #expect(value.prettyText == text)
    #expect(JSON.null.prettyText == "null\n")
    #expect(JSON.array([]).prettyText == "[]\n")
  }

  @Test("Literals are values")
  func literals() {
    let value: JSON = ["null": nil, "bool": true, "integer": 1, "float": 0.5, "array": ["s", []], "object": [:]]
    let text = #"{"null":null,"bool":true,"integer":1,"float":0.5,"array":["s",[]],"object":{}}"#
    #expect(value.description == text)
    #expect(value.members?.bytes == value.bytes)
  }
}
