import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let rules = [
    AdminRoute("GET", "/rules", "All rules, and whether each is on", AdminRequest.rules),
    AdminRoute("GET", "/rules/{id}", "One rule", AdminRequest.rule),
    AdminRoute("PUT", "/rules/{id}", "Switch a rule on or off", body: .ruleSwitch, AdminRequest.switchRule),
  ]
}

extension AdminBody {
  static let ruleSwitch = AdminBody(
    "RuleSwitch", "Whether the rule is on in this sandbox", ["enabled": .booleanSchema], example: ["enabled": false]
  )
}

extension AdminRequest {
  fileprivate func rules() -> Response {
    let switches = sandbox.switches
    return Response(
      status: 200,
      json: [
        "rules": .array(emulator.registry.rules.map { $0.rule.listing(of: $0.surface, switches) }),
        "alwaysOn": emulator.registry.alwaysOnListing,
      ])
  }

  /// Returns the rule of the path, which can be switched.
  private func ruleOfPath() throws(AdminError) -> (surface: Surface, rule: Rule) {
    let (id, registry) = (parameter(0), emulator.registry)
    if let known = registry.rules.first(where: { $0.rule.id == id }) { return known }
    do throws(UnknownRule) {
      _ = try registry.switches(disabled: [id], enabled: [])
    } catch {
      throw AdminError(404, title: "Unknown rule, or not switchable", detail: "\(error)")
    }
    throw .notFound("rule", id, hint: "GET \(ControlPlane.prefix)/rules lists them")
  }

  /// Returns a rule, also one that is always on, because refusals name those too.
  fileprivate func rule() throws(AdminError) -> Response {
    if let listing = emulator.registry.alwaysOnListing(parameter(0)) { return Response(status: 200, json: listing) }
    let (surface, rule) = try ruleOfPath()
    return Response(status: 200, json: rule.listing(of: surface, sandbox.switches))
  }

  fileprivate func switchRule() throws(AdminError) -> Response {
    let (_, rule) = try ruleOfPath()
    let isOn = try body { json throws(DocumentErrors) in
      try DocumentReader.read(json, "the switch of a rule") { fields in
        if fields.value("enabled") == nil { fields.addError("`enabled` is required: true or false") }
        return fields.flag("enabled")
      }
    }
    sandbox.setRule(rule.id, isOn: isOn)
    return try self.rule()
  }
}
