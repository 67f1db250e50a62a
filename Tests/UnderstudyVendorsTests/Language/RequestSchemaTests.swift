import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("The JSON Schema of a request") struct RequestSchemaTests {
  private static let record = Object(.documented("Body")) {
    Field("id", .string).serverOnly
    Field("owner", .string, "Who has it").ignoredOnUpdate(.documented("Body"))
    Field("kind", .string.oneOf("a", "b")).rejectedOnUpdate(.documented("Body"))
    Field("url", .string.nullable.notEmpty.format(.timeOfDay)).required(when: "kind", is: "a")
    Field("note", .integer.range(1...9).includingWrongTypes).applies(when: "kind", is: "b")
    Field("size", .number.range(0...1).offByDefault).doesNotApply(when: "kind", is: "b")
    Field("tags", .array(of: .string.length(0...5)).count(atLeast: 1)).required
    Field("mode", .string.nullable.oneOf("x", "y"))
  }

  /// Returns the part of the schema at a pointer.
  private func schema(_ pointer: String, _ switches: Switches = Switches()) throws -> String {
    let schema = RequestSchema(of: Self.record, namespace: "v", switches: switches).schema(of: Self.record)
    return try #require(Pointer(pointer).flatMap { JSON.object(schema)[$0] }).description
  }

  @Test(
    "expresses the rules of each field that are on",
    arguments: [
      ("/owner", #"{"description":"Who has it. A sent value has no effect"}"#),
      (
        "/kind",
        #"{"type":"string","enum":["a","b"],"description":"A value other than the stored one is refused","#
          + #""x-understudy-rules":["v.kind.type","v.kind.enum","v.kind.immutable"]}"#
      ),
      ("/url/allOf", #"[{"pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"}]"#),
      ("/url/type", #"["string","null"]"#),
      (
        "/tags",
        #"{"type":"array","items":{"type":"string","maxLength":5,"x-understudy-rules":["v.tags[].type","#
          + #""v.tags[].length"]},"minItems":1,"x-understudy-rules":["v.tags.type","v.tags.count","v.tags.required"]}"#
      ),
      (
        "/mode",
        #"{"type":["string","null"],"enum":["x","y",null],"x-understudy-rules":["v.mode.type","v.mode.enum"]}"#
      ),
    ])
  func field(_ pointer: String, _ text: String) throws {
    #expect(try schema("/properties\(pointer)") == text)
  }

  @Test(
    "expresses requirements that depend on another field of the request",
    arguments: [
      (
        "/allOf/0",
        #"{"if":{"properties":{"kind":{"const":"a"}},"required":["kind"]},"#
          + #""then":{"required":["url"],"properties":{"url":{"not":{"enum":[null]}}}}}"#
      ),
      (
        "/allOf/1",
        #"{"if":{"properties":{"kind":{"const":"b"}}},"#
          + #""then":{"properties":{"note":{"type":"integer","minimum":1,"maximum":9}}}}"#
      ),
      (
        "/allOf/2",
        #"{"if":{"properties":{"kind":{"const":"b"}},"required":["kind"]},"#
          + #""else":{"properties":{"size":{"type":"number"}}}}"#
      ),
      ("/required", #"["tags"]"#), ("/additionalProperties", "true"),
    ])
  func object(_ pointer: String, _ text: String) throws { #expect(try schema(pointer) == text) }

  @Test(
    "follows the switches",
    arguments: [
      ("v.unknown-field", "/additionalProperties", "false"),
      ("v.owner.immutable", "/properties/owner/not", "{}"),
      ("v.size.range", "/allOf/2/else/properties/size", #"{"type":"number","minimum":0,"maximum":1}"#),
    ])
  func enabled(_ rule: String, _ pointer: String, _ text: String) throws {
    #expect(try schema(pointer, Switches(enabled: [rule])) == text)
  }

  @Test(
    "leaves out rules that are off",
    arguments: [
      ("v.tags.count", "/properties/tags/type", #""array""#), ("v.tags.required", "/type", #""object""#),
      ("v.kind.type", "/properties/kind/anyOf", #"[{"not":{"type":"string"}},{"type":"string","enum":["a","b"]}]"#),
    ])
  func disabled(_ rule: String, _ pointer: String, _ text: String) throws {
    let switches = Switches(disabled: [rule])
    #expect(try schema(pointer, switches) == text)
    #expect(try !schema("", switches).contains("\"\(rule)\""))
  }
}
