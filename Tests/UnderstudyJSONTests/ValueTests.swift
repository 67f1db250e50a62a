import Testing
import UnderstudyJSON

@Suite("A value") struct ValueTests {
  @Test(
    "Its kind is named in words",
    arguments: [
      ("null", "null"), ("true", "a boolean"), ("1", "a number"), (#""""#, "a string"), ("[]", "an array"),
      ("{}", "an object"),
    ])
  func kind(_ text: String, _ kind: String) throws {
    #expect(try JSON(text: text).kind == kind)
  }

  @Test("It gives what it is and nothing else")
  func accessors() throws {
    #expect(try JSON(text: #""s""#).string == "s")
    #expect(try JSON(text: "[1]").array == [1])
    #expect(try JSON(text: #"{"a":1}"#).members == ["a": 1])
    for text in ["null", "true", "1"] {
      let value = try JSON(text: text)
      #expect(value.string == nil && value.array == nil && value.members == nil)
    }
    let (string, array, object): (JSON, JSON, JSON) = ("s", [], [:])
    #expect(string.array == nil && string.members == nil)
    #expect(array.string == nil && array.members == nil)
    #expect(object.string == nil && object.array == nil)
  }

  @Test(
    "Values are equal as data",
    arguments: [
      ("null", "null"), ("true", " true "), ("1", "1.0"), (#""é""#, #""\u00e9""#), ("[1,2]", "[1.0,20e-1]"),
      (#"{"a":1,"b":[]}"#, #"{"b":[],"a":1e0}"#),
    ])
  func equal(_ left: String, _ right: String) throws {
    #expect(try JSON(text: left) == JSON(text: right))
  }

  @Test(
    "Values that differ in kind, content or scalars are not equal",
    arguments: [
      ("null", "false"), ("true", "false"), ("1", "2"), ("1", #""1""#), ("1", "true"), ("0", "null"),
      (#""é""#, #""e\u0301""#), (#""K""#, #""\u212A""#), (#""a""#, #""b""#), (#""a""#, #""ab""#),
      ("[]", "{}"), ("[1,2]", "[2,1]"), ("[1]", "[1,1]"), (#"{"a":1}"#, #"{"a":1,"b":1}"#),
      (#"{"a":[1]}"#, #"{"a":[2]}"#),
    ])
  func different(_ left: String, _ right: String) throws {
    #expect(try JSON(text: left) != JSON(text: right))
    #expect(try JSON(text: right) != JSON(text: left))
  }
}
