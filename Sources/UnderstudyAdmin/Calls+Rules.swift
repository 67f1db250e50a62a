import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRequest {
  func rules() -> Response {
    let switches = sandbox.switches
    return Response(
      status: 200,
      json: [
        "rules": .array(emulator.registry.rules.map { $0.rule.listing(of: $0.surface, switches) }),
        "alwaysOn": emulator.registry.alwaysOnListing,
      ])
  }

  private func known() throws(AdminError) -> (surface: Surface, rule: Rule) {
    let (id, registry) = (parameter(0), emulator.registry)
    if let known = registry.rules.first(where: { $0.rule.id == id }) { return known }
    do throws(UnknownRule) {
      _ = try registry.switches(disabled: [id], enabled: [])
    } catch {
      throw AdminError(404, title: "There is no such rule to switch", detail: "\(error)")
    }
    throw .unknown("rule", id, hint: "GET \(ControlPlane.prefix)/rules lists them")
  }

  /// Also one that is always on, as refusals name those too.
  func rule() throws(AdminError) -> Response {
    if let listing = emulator.registry.alwaysOnListing(parameter(0)) { return Response(status: 200, json: listing) }
    let (surface, rule) = try known()
    return Response(status: 200, json: rule.listing(of: surface, sandbox.switches))
  }

  /// `{"enabled":false}`
  func switchRule() throws(AdminError) -> Response {
    let (_, rule) = try known()
    let isOn = try body { json throws(DocumentErrors) in
      try DocumentReader.read(json, "the switch of a rule") { fields in
        if fields.value("enabled") == nil { fields.addError("`enabled` must be given: true or false") }
        return fields.flag("enabled")
      }
    }
    sandbox.setRule(rule.id, isOn: isOn)
    return try self.rule()
  }
}
