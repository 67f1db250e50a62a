import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let rules = [
    AdminRoute("GET", "/rules", "All rules: whether each is on, and the requests that it refused") { $0.rules() },
    AdminRoute(
      "POST", "/rules/reset", "Switch all rules as they were when the server started, its profile included",
      changing: .rules
    ) { request in
      request.sandbox.use(request.emulator.sandboxes.configuration.switches)
      return .done
    },
    AdminRoute("GET", "/rules/{id}", "One rule") { try $0.rule() },
    AdminRoute(
      "GET", "/rules/{id}/examples",
      "A request that the rule refuses, and one that it lets pass, or why there is none"
    ) { try $0.ruleExamples() },
    AdminRoute("PUT", "/rules/{id}", "Switch a rule on or off", body: .ruleSwitch, changing: .rules) {
      try $0.switchRule()
    },
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
    let refusals = journal.refusals(of: sandbox.generation)
    let rules = registry.rules.map { surface, rule in
      rule.listing(of: surface, switches).adding(refusals[rule.id], isOnAtStart: isOnAtStart(rule))
    }
    let alwaysOn = registry.alwaysOnRules.map { _, rule -> JSON in
      let listing: JSON = ["id": .string(rule.id), "sentence": .string(rule.summary)]
      return listing.adding(refusals[rule.id])
    }
    return .json(["rules": .array(rules), "alwaysOn": .array(alwaysOn)])
  }

  private func isOnAtStart(_ rule: Rule) -> Bool { emulator.sandboxes.configuration.switches.isOn(rule) }

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
    let refusals = journal.refusals(of: sandbox.generation)[parameter(0)]
    if let listing = emulator.registry.alwaysOnListing(parameter(0)) { return .json(listing.adding(refusals)) }
    let (surface, rule) = try ruleOfPath()
    return .json(rule.listing(of: surface, sandbox.switches).adding(refusals, isOnAtStart: isOnAtStart(rule)))
  }

  fileprivate func ruleExamples() throws -> Reply {
    let id = parameter(0)
    let alwaysOn = emulator.registry.alwaysOnRules.first { $0.rule.id == id }?.rule
    let rule = try alwaysOn ?? ruleOfPath().rule
    return .json(try RuleExamples(of: rule, self).document())
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

extension JSON {
  /// Returns the listing of a rule with the requests that it refused in the sandbox.
  /// - Parameter isOnAtStart: Whether it was on when the server started; nil for a rule that is always on.
  fileprivate func adding(_ refusals: Journal.Refusals?, isOnAtStart: Bool? = nil) -> JSON {
    guard var listing = members else { return self }
    listing["enabledAtStart"] = isOnAtStart.map(JSON.bool)
    listing["refused"] = .number(Number(refusals?.count ?? 0))
    listing["lastRefused"] =
      refusals.map { refusals in
        [
          "id": .string(refusals.last.id),
          "loggedDate": refusals.last.loggedDate,
        ]
      } ?? .null
    return .object(listing)
  }
}
