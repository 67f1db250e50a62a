import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("Validating a body") struct RequestValidatorTests {
  private func validate(_ body: String, _ switches: Switches = Switches()) throws -> ValidationResult {
    var validator = RequestValidator(namespace: "test", switches: switches)
    validator.validate(try Members(text: body), by: Sample.agent, changing: nil)
    return validator.result
  }

  @Test(
    "A valid body has no violations",
    arguments: [
      "{}", #"{"name":"a"}"#, #"{"name":"12345"}"#, #"{"name":"𝄞𝄞é"}"#, #"{"name":" a "}"#, #"{"share":0}"#,
      #"{"share":1.0}"#,
      #"{"share":1.00000000000000000000}"#, #"{"retries":1}"#, #"{"retries":10.0}"#, #"{"retries":1e1}"#,
      #"{"note":null}"#, #"{"note":""}"#, #"{"mode":"manual"}"#, #"{"mode":"auto","delay":0}"#, #"{"delay":-1}"#,
      #"{"at":"2026-04-17T12:00:00Z"}"#, #"{"tags":["a"]}"#, #"{"gap":[]}"#,
      #"{"gap":[{"days":1},{"days":7,"hours":99}]}"#,
      #"{"voice":{"provider":"east","pitch":1,"speed":null}}"#, #"{"voice":{"provider":"west","speed":0.5}}"#,
      #"{"extra":{"anything":[null,{"at":all}]}}"#.replacing("all", with: "1"), #"{"extra":{}}"#,
    ])
  func accepted(_ body: String) throws {
    let result = try validate(body)
    #expect(result.violations.map(\.ownMessage) == [] && result.warnings.map(\.message) == [])
  }

  @Test(
    "A violation has its rule and path",
    arguments: [
      (#"{"name":7}"#, "name.type", "`name` must be a string, but was 7"),
      (#"{"name":null}"#, "name.type", "`name` must be a string, but was null"),
      (#"{"name":"123456"}"#, "name.length", "`name` must be 1 to 5 characters long, but has 6"),
      (#"{"name":"  "}"#, "name.not-empty", "`name` must not be empty, but was \"  \""),
      (
        #"{"name":"e\u0301e\u0301e\u0301"}"#, "name.length", "`name` must be 1 to 5 characters long, but has 6"
      ),
      (#"{"name":"𝄞𝄞𝄞"}"#, "name.length", "`name` must be 1 to 5 characters long, but has 6"),
      (#"{"share":"1"}"#, "share.type", "`share` must be a number, but was \"1\""),
      (
        #"{"share":1.00000000000000000001}"#, "share.range",
        "`share` must be from 0 to 1, but was 1.00000000000000000001"
      ),
      (#"{"share":-1e-400}"#, "share.range", "`share` must be from 0 to 1, but was -1e-400"),
      (#"{"retries":1.5}"#, "retries.type", "`retries` must be a whole number, but was 1.5"),
      (#"{"retries":11}"#, "retries.range", "`retries` must be from 1 to 10, but was 11"),
      (#"{"retries":0.0}"#, "retries.range", "`retries` must be from 1 to 10, but was 0.0"),
      (#"{"note":1}"#, "note.type", "`note` must be a string or null, but was 1"),
      (#"{"mode":"Auto"}"#, "mode.enum", "`mode` must be one of manual, auto, but was \"Auto\""),
      (#"{"mode":"auto"}"#, "delay.required", "`delay` is required when `mode` is auto"),
      (#"{"at":"now"}"#, "at.format", "`at` must be a time such as 2026-04-17T12:00:00Z, but was \"now\""),
      (#"{"tags":"a"}"#, "tags.type", "`tags` must be an array, but was \"a\""),
      (#"{"tags":[]}"#, "tags.count", "`tags` must have at least 1 element, but has 0"),
      (#"{"tags":["a",1]}"#, "tags[].type", "`tags[1]` must be a string, but was 1"),
      (#"{"tags":["a","b",""]}"#, "tags[].not-empty", "`tags[2]` must not be empty, but was \"\""),
      (#"{"gap":{}}"#, "gap.type", "`gap` must be an array, but was an object"),
      (#"{"gap":[{"days":1},null]}"#, "gap[].type", "`gap[1]` must be an object, but was null"),
      (
        #"{"gap":[{"days":1},{"days":1},{"days":8}]}"#, "gap[].days.range",
        "`gap[2].days` must be from 1 to 7, but was 8"
      ),
      (#"{"gap":[{}]}"#, "gap[].days.required", "`gap[0].days` is required"),
      (
        #"{"gap":[{"days":1,"hours":"2"}]}"#, "gap[].hours.type",
        "`gap[0].hours` must be a whole number, but was \"2\""
      ),
      (#"{"voice":[]}"#, "voice.type", "`voice` must be an object, but was an array"),
      (#"{"voice":{}}"#, "voice.provider.required", "`voice.provider` is required"),
      (
        #"{"voice":{"provider":"north"}}"#, "voice.provider.enum",
        "`voice.provider` must be one of east, west, but was \"north\""
      ),
      (
        #"{"voice":{"provider":"east","speed":2.1}}"#, "voice.speed.range",
        "`voice.speed` must be from 0.5 to 2, but was 2.1"
      ),
      (
        #"{"voice":{"provider":"east","style":{"mood":0}}}"#, "voice.style.mood.type",
        "`voice.style.mood` must be a string, but was 0"
      ),
      (#"{"extra":[]}"#, "extra.type", "`extra` must be an object, but was an array"),
      (#"{"extra":null}"#, "extra.type", "`extra` must be an object, but was null"),
    ])
  func refused(_ body: String, _ rule: String, _ summary: String) throws {
    let violations = try validate(body).violations
    #expect(violations.map(\.rule) == ["test.\(rule)"])
    #expect(violations.map(\.ownMessage) == [summary])
    let off = try validate(body, Switches(disabled: ["test.\(rule)"]))
    #expect(off.violations.map(\.rule) == [], "the rule is off")
  }

  @Test func `Null does not satisfy a requirement, even if its type is not checked`() throws {
    let body = #"{"mode":"auto","delay":null}"#
    #expect(try validate(body).violations.map(\.rule) == ["test.delay.type"])
    let off = Switches(disabled: ["test.delay.type"])
    #expect(try validate(body, off).violations.map(\.rule) == ["test.delay.required"])
  }

  @Test func `Every violation is found, in the order of the declaration`() throws {
    let body = #"""
      {"unknown":1,"extra":1,"voice":{"style":{"loud":1},"speed":9},"gap":[{"hours":"1"},{"days":0}],"owner":1,
       "tags":[""],"mode":"auto","retries":0.5,"share":2,"name":""}
      """#
    #expect(
      try validate(body).violations.map { $0.rule.dropFirst(5) } == [
        "name.not-empty", "name.length", "share.range", "retries.type", "delay.required", "tags[].not-empty",
        "gap[].days.required", "gap[].hours.type", "gap[].days.range", "voice.provider.required",
        "voice.speed.range", "voice.style.loud.type", "extra.type",
      ])
  }

  @Test func `A hundred violations and warnings are kept`() throws {
    let tags = repeatElement("1", count: 1000).joined(separator: ",")
    #expect(try validate(#"{"tags":[\#(tags)]}"#).violations.count == 100)
    let members = (0..<1000).map { #""m\#($0)":1"# }.joined(separator: ",")
    #expect(try validate("{\(members)}").warnings.count == 100)
  }
}
