import Testing
import UnderstudyVendors

@Suite("Switching rules by their ids") struct SwitchesTests {
  private static let registry = Registry()

  @Test("Every rule can be switched off and on", arguments: registry.rules.map(\.rule))
  func everyRule(_ rule: Rule) throws {
    let off = try Self.registry.switches(disabled: [rule.id], enabled: [])
    #expect(!off.isOn(rule.id, byDefault: rule.isOnByDefault))
    let on = try Self.registry.switches(disabled: [], enabled: [rule.id])
    #expect(on.isOn(rule.id, byDefault: rule.isOnByDefault))
  }

  @Test("No check that is always on can be switched", arguments: registry.alwaysOnRules.map(\.rule))
  func alwaysOn(_ rule: Rule) {
    let id = rule.id
    for (disabled, enabled) in [([id], []), ([], [id])] {
      let error = #expect(throws: UnknownRule.self) {
        try Self.registry.switches(disabled: disabled, enabled: enabled)
      }
      #expect(error?.description == "\"\(id)\" is always on. \(rule.summary)")
    }
  }

  @Test(
    "An unknown rule is reported with the nearest known one",
    arguments: [
      ("centerfy.temperatur.range", #"; did you mean "centerfy.temperature.range"?"#),
      ("centerfy.unknown-fields", #"; did you mean "centerfy.unknown-field"?"#),
      ("Centerfy.name.type", #"; did you mean "centerfy.name.type"?"#),
      ("", ""), ("nothing", ""),
    ])
  func unknown(_ id: String, _ hint: String) {
    let error = #expect(throws: UnknownRule.self) {
      try Self.registry.switches(disabled: ["centerfy.name.type"], enabled: [id])
    }
    #expect(error?.description == "\"\(id)\" is not a rule\(hint); `understudy rules` lists them all")
  }
}
