import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("A member without effect") struct WarningTests {
  private func validate(_ body: String, enabling rules: [String] = []) throws -> ValidationResult {
    var validator = RequestValidator(namespace: "test", switches: Switches(enabled: rules))
    validator.validate(try Members(text: body), by: Sample.agent, changing: nil)
    return validator.result
  }

  @Test(
    "is reported, or refused if the rule is on",
    arguments: [
      (#"{"x":1}"#, "unknown-field", "`x` is not a field of this endpoint"),
      (#"{"nmae":1}"#, "unknown-field", "`nmae` is not a field of this endpoint; did you mean `name`?"),
      (#"{"id":1}"#, "unknown-field", "`id` is not a field of this endpoint"),
      (#"{"":1}"#, "unknown-field", "`` is not a field of this endpoint"),
      (
        "{\"api\u{212A}ey\":1}", "unknown-field",
        "`api\u{212A}ey` is not a field of this endpoint; did you mean `apiKey`?"
      ),
      (
        #"{"gap":[{"days":1},{"days":1,"hour":1}]}"#, "unknown-field",
        "`gap[1].hour` is not a field of this endpoint; did you mean `hours`?"
      ),
      (
        #"{"voice":{"provider":"east","style":{"mod":1}}}"#, "unknown-field",
        "`voice.style.mod` is not a field of this endpoint; did you mean `mood`?"
      ),
    ])
  func unknown(_ body: String, _ rule: String, _ summary: String) throws {
    let (told, refused) = (try validate(body), try validate(body, enabling: ["test.\(rule)"]))
    #expect(told.violations.isEmpty && told.warnings.map(\.message) == [summary])
    #expect(refused.warnings.isEmpty && refused.violations.map(\.ownMessage) == [summary])
    #expect(refused.violations.map(\.rule) == ["test.\(rule)"])
  }

  @Test("is reported if it is set at creation, whatever its type", arguments: [#""a""#, "1", "null"])
  func ignoredOnUpdate(_ value: String) throws {
    let body = #"{"owner":\#(value)}"#
    let (told, refused) = (try validate(body), try validate(body, enabling: ["test.owner.immutable"]))
    #expect(told.warnings.map(\.message) == ["`owner` is set at creation and cannot be changed; it was ignored"])
    #expect(refused.violations.map(\.ownMessage) == ["`owner` is set at creation and cannot be changed"])
    #expect(told.violations.isEmpty && refused.warnings.isEmpty)
  }

  @Test func `is none of an object that passes members through`() throws {
    #expect(try validate(#"{"voice":{"provider":"east","x":1},"extra":{"y":1}}"#).warnings.isEmpty)
  }

  @Test(
    "is one that only the server sets, unless it has the stored or the shown value",
    arguments: [
      (#"{"id":"a"}"#, []), (#"{"id":"b"}"#, ["`id` cannot be set by an update"]),
      (#"{"owner":"o"}"#, []),
      (#"{"owner":"p"}"#, ["`owner` is set at creation and cannot be changed; it was ignored"]),
      (#"{"shown":1}"#, []), (#"{"shown":2}"#, ["`shown` cannot be set by an update"]),
    ])
  func sentBack(_ body: String, _ expected: [String]) throws {
    var validator = RequestValidator(namespace: "test", switches: Switches())
    let stored = try Members(text: #"{"id":"a","owner":"o"}"#)
    validator.validate(try Members(text: body), by: Sample.agent, changing: stored) { _ in ["shown": 1] }
    #expect(validator.result.warnings.map(\.message) == expected)
    var strict = RequestValidator(
      namespace: "test", switches: Switches(enabled: ["test.unknown-field", "test.owner.immutable"]))
    strict.validate(try Members(text: body), by: Sample.agent, changing: stored) { _ in ["shown": 1] }
    #expect(strict.result.violations.count == expected.count)
  }

  @Test func `is almost a field of an object that passes members through`() throws {
    let result = try validate(#"{"voice":{"provider":"east","speeed":1,"xyzzy":1}}"#)
    #expect(
      result.warnings.map(\.message) == [
        "`voice.speeed` was stored as it is, but it is not a documented member; did you mean `speed`?"
      ])
    #expect(result.warnings.allSatisfy { !$0.isIgnored } && result.violations.isEmpty)
  }

  @Test(
    "is truncated if its name is long",
    arguments: [
      (String(repeating: "n", count: 120), String(repeating: "n", count: 120)),
      (String(repeating: "n", count: 121), String(repeating: "n", count: 119) + "…"),
    ])
  func excerpt(_ name: String, _ shown: String) throws {
    #expect(
      try validate(#"{"\#(name)":1}"#).warnings.map(\.message) == ["`\(shown)` is not a field of this endpoint"])
  }

  @Test(
    "A rule is as it was switched, and else by its default",
    arguments: [
      (Switches(), true, true), (Switches(), false, false), (Switches(disabled: ["a"]), true, false),
      (Switches(enabled: ["a"]), false, true), (Switches(disabled: ["a"], enabled: ["a"]), false, true),
      (Switches(disabled: ["b"], enabled: ["c"]), true, true), (Switches(enabled: ["A"]), false, false),
    ])
  func switches(_ switches: Switches, _ byDefault: Bool, _ isOn: Bool) {
    #expect(switches.isOn("a", byDefault: byDefault) == isOn)
  }
}
