import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("Validating an update of a stored record") struct UpdateValidationTests {
  private func validate(_ body: String, of stored: String = "{}", _ switches: Switches = Switches()) throws
    -> ValidationResult
  {
    var validator = RequestValidator(namespace: "test", switches: switches)
    validator.validate(try Members(text: body), by: Sample.line, changing: try Members(text: stored))
    return validator.result
  }

  @Test(
    "A valid update has no violations",
    arguments: [
      ("{}", "{}"), (#"{"title":"ab"}"#, "{}"), (#"{"rate":10.0}"#, "{}"), (#"{"shade":"grey"}"#, "{}"),
      (#"{"kind":"own","key":"k"}"#, #"{"kind":"own"}"#), (#"{"kind":"own"}"#, #"{"kind":"own","key":"enc_1"}"#),
      (#"{"kind":"own","key":null}"#, #"{"kind":"own"}"#), (#"{"key":null}"#, #"{"kind":"text"}"#),
      (#"{"key":"k"}"#, #"{"kind":"own"}"#), (#"{"voice":null}"#, #"{"kind":"text"}"#),
      (#"{"voice":"v"}"#, #"{"kind":"other"}"#), (#"{"voice":"v"}"#, "{}"), (#"{"tags":[]}"#, "{}"),
    ])
  func accepted(_ body: String, _ stored: String) throws {
    let result = try validate(body, of: stored)
    #expect(result.violations.map(\.ownMessage) == [] && result.warnings.map(\.message) == [])
  }

  @Test(
    "A violation has the vendor's message if it is known",
    arguments: [
      (#"{"title":null}"#, "{}", "title.required", "Title is required"),
      (#"{"title":"  "}"#, "{}", "title.required", "Title is required"),
      (#"{"title":7}"#, "{}", "title.type", "`title` must be a string, but was 7"),
      (#"{"title":"a"}"#, "{}", "title.length", "`title` must be 2 to 5 characters long, but has 1"),
      (#"{"rate":11}"#, "{}", "rate.range", "Rate must be 1 to 10"),
      (#"{"rate":1.5}"#, "{}", "rate.range", "Rate must be 1 to 10"),
      (#"{"rate":null}"#, "{}", "rate.range", "Rate must be 1 to 10"),
      (#"{"rate":{}}"#, "{}", "rate.range", "Rate must be 1 to 10"),
      (#"{"colour":"a\"b"}"#, "{}", "colour.enum", #"No such colour: a"b"#),
      (#"{"colour":null}"#, "{}", "colour.type", "`colour` must be a string, but was null"),
      (
        #"{"kind":"b"}"#, #"{"kind":"a"}"#, "kind.immutable", "`kind` is set at creation and cannot be changed"
      ),
      (#"{"kind":"b"}"#, "{}", "kind.immutable", "`kind` is set at creation and cannot be changed"),
      (#"{"kind":"own"}"#, #"{"kind":"own"}"#, "key.required", "`key` is required when `kind` is own"),
      (#"{"kind":"own"}"#, #"{"kind":"own","key":null}"#, "key.required", "`key` is required when `kind` is own"),
      (#"{"key":" "}"#, #"{"kind":"own"}"#, "key.not-empty", "`key` must not be empty"),
      (#"{"key":123456789}"#, #"{"kind":"own"}"#, "key.type", "`key` must be a string or null"),
    ])
  func refused(_ body: String, _ stored: String, _ rule: String, _ message: String) throws {
    let violations = try validate(body, of: stored).violations
    #expect(violations.map { "\($0.rule): \($0.message)" } == ["test.\(rule): \(message)"])
    #expect(try validate(body, of: stored, Switches(disabled: ["test.\(rule)"])).violations.isEmpty)
  }

  @Test func `A check that is off by default refuses once it is switched on`() throws {
    let on = Switches(enabled: ["test.shade.enum"])
    #expect(try validate(#"{"shade":"grey"}"#, of: "{}", on).violations.map(\.rule) == ["test.shade.enum"])
    #expect(Sample.line.rules(namespace: "test").first { $0.id == "test.shade.enum" }?.isOnByDefault == false)
  }

  @Test(
    "A field that does not apply is ignored with a warning",
    arguments: [
      (#"{"key":"k"}"#, #"{"kind":"text"}"#, "`key` applies only when `kind` is own; it was ignored"),
      (#"{"key":7}"#, "{}", "`key` applies only when `kind` is own; it was ignored"),
      (#"{"voice":7}"#, #"{"kind":"text"}"#, "`voice` does not apply when `kind` is text; it was ignored"),
    ])
  func inapplicable(_ body: String, _ stored: String, _ warning: String) throws {
    let result = try validate(body, of: stored)
    #expect(result.violations.isEmpty && result.warnings.map(\.message) == [warning])
  }

  @Test(
    "Merging tokenizes secrets, numbers entries, and leaves out fields that do not apply",
    arguments: [
      (#"{"key":"k"}"#, #"{"kind":"own"}"#, #"{"kind":"own","key":"enc_(k)"}"#),
      (#"{"key":"enc_1"}"#, #"{"kind":"own","key":"enc_1"}"#, #"{"kind":"own","key":"enc_1"}"#),
      (#"{"key":"enc_2"}"#, #"{"kind":"own","key":"enc_1"}"#, #"{"kind":"own","key":"enc_(enc_2)"}"#),
      (#"{"key":null}"#, #"{"kind":"text","key":"enc_1"}"#, #"{"kind":"text","key":null,"voice":null}"#),
      (#"{"key":"k"}"#, #"{"kind":"a","key":"enc_1"}"#, #"{"kind":"a","key":"enc_1"}"#),
      (#"{"key":"k"}"#, #"{"kind":"a"}"#, #"{"kind":"a"}"#),
      (#"{"voice":"v"}"#, #"{"kind":"text","voice":"u"}"#, #"{"kind":"text","voice":null}"#),
      (#"{"tags":["a","b"]}"#, "{}", #"{"tags":[{"id":"t_1","tag":"a"},{"id":"t_2","tag":"b"}]}"#),
      (
        #"{"tags":["c","b","b"]}"#, #"{"tags":[{"id":"t_7","tag":"a"},{"id":"x","tag":"b"}]}"#,
        #"{"tags":[{"id":"t_8","tag":"c"},{"id":"x","tag":"b"},{"id":"t_9","tag":"b"}]}"#
      ),
      (
        #"{"tags":["c"]}"#, #"{"tags":[{"id":"t_9223372036854775807","tag":"a"},{"id":"t_9999999999999999999"}]}"#,
        #"{"tags":[{"id":"t_1","tag":"c"}]}"#
      ),
    ])
  func merging(_ update: String, _ stored: String, _ merged: String) throws {
    #expect(try Sample.line.merging(update, into: stored) == merged)
  }

  @Test(
    "A stored secret is a token, and a stored list has ids",
    arguments: [
      (#"{"key":"enc_1","tags":[{"id":"t_1","tag":"a"}]}"#, []), (#"{"key":null}"#, []),
      (#"{"key":"k"}"#, ["/key `key` must be a token that starts with enc_"]),
      (#"{"tags":["a"]}"#, ["/tags/0 `tags[0]` must be an object, but is a string"]),
      (#"{"tags":[{"tag":"a"}]}"#, ["/tags/0 `id` is missing"]),
    ])
  func records(_ record: String, _ errors: [String]) throws {
    #expect(
      try Sample.line.errors(in: Members(text: record)).map { "\($0.path.pointer) \($0.message)" } == errors)
  }

  @Test func `Rules have the vendor's message, and no rule repeats a type that another covers`() {
    let rules = Sample.line.rules(namespace: "test")
    #expect(rules.filter { $0.subject == "rate" }.map(\.id) == ["test.rate.range"])
    #expect(rules.first { $0.id == "test.title.required" }?.vendorMessage == "Title is required")
    #expect(rules.first { $0.id == "test.kind.immutable" }?.isOnByDefault == true)
    #expect(Sample.line.auditedFields.map(\.name) == ["agreed"])
  }
}
