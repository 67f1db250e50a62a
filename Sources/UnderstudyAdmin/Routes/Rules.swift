import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let rules = [
    AdminRoute("GET", "/rules", "All rules, and whether each is on") { $0.rules() },
    AdminRoute("GET", "/rules/{id}", "One rule") { try $0.rule() },
    AdminRoute("PUT", "/rules/{id}", "Switch a rule on or off", body: .ruleSwitch) { try $0.switchRule() },
  ]
}

extension AdminBody {
  static let ruleSwitch = AdminBody(
    "RuleSwitch", "Whether the rule is on in this sandbox", ["enabled": .booleanSchema], example: ["enabled": false]
  )
}

extension AdminRequest {
  fileprivate func rules() -> Reply {
    let (registry, switches) = (emulator.registry, sandbox.switches)
    let rules = registry.rules.map { $0.rule.listing(of: $0.surface, switches) }
    return .json(["rules": .array(rules), "alwaysOn": registry.alwaysOnListing])
  }

  /// Returns the rule of the path, which can be switched.
  private func ruleOfPath() throws -> (surface: Surface, rule: Rule) {
    let (id, registry) = (parameter(0), emulator.registry)
    if let known = registry.rules.first(where: { $0.rule.id == id }) { return known }
    do {
      _ = try registry.switches(disabled: [id], enabled: [])
    } catch {
      throw AdminError(404, title: "Unknown rule, or not switchable", detail: "\(error)")
    }
    throw AdminError.notFound("rule", id, hint: "GET \(ControlPlane.prefix)/rules lists them")
  }

  /// Returns a rule, also one that is always on, because refusals name those too.
  fileprivate func rule() throws -> Reply {
    if let listing = emulator.registry.alwaysOnListing(parameter(0)) { return .json(listing) }
    let (surface, rule) = try ruleOfPath()
    return .json(rule.listing(of: surface, sandbox.switches))
  }

  fileprivate func switchRule() throws -> Reply {
    let (_, rule) = try ruleOfPath()
    let isOn = try DocumentReader.read(body, "the switch of a rule") { fields in
      if fields.value("enabled") == nil { fields.addError("`enabled` is required: true or false") }
      return fields.flag("enabled")
    }
    sandbox.setRule(rule.id, isOn: isOn)
    return try self.rule()
  }
}
