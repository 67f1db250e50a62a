import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("Every endpoint") struct RequestLaws {
  private static let requiredSlots = ValueSlot.all.filter { slot in
    if case .member(let field, _)? = slot.steps.last { field.requirement != nil } else { false }
  }

  @Test("refuses a request without a required field, even if the agent has it", arguments: requiredSlots)
  func required(_ slot: ValueSlot) throws {
    guard case .member(let field, let owner)? = slot.steps.last, let requirement = field.requirement else { return }
    let fixture = try SurfaceFixture(slot.surface)
    let condition = requirement.condition
    let cause: Members = condition.map { [$0.sibling.text: $0.value] } ?? [:]
    let lacking = slot.body(withOwner: owner.accepted(cause, without: field.name))
    try fixture.expect(lacking, isRefusedBy: slot.rule("required"))
    try fixture.expect(slot.body(withOwner: owner.accepted(cause)), isRefusedBy: nil)
    try fixture.expect(lacking, isRefusedBy: requirement.isMetByStoredValue ? nil : slot.rule("required"))
    guard let condition else { return }
    let others = try #require(owner[condition.sibling]).value.samples.filter { $0 != condition.value }
    #expect(!others.isEmpty)
    for other in others {
      let members = owner.accepted([condition.sibling.text: other], without: field.name)
      try fixture.expect(slot.body(withOwner: members), isRefusedBy: nil)
    }
  }

  @Test("sets the time of the update, whatever is sent", arguments: lawfulSurfaces)
  func time(_ surface: Surface) throws {
    for slot in ValueSlot.all where slot.surface === surface && slot.steps.count == 1 {
      let (fixture, updatedAt) = (
        try SurfaceFixture(surface, switches: slot.switches()), surface.resource.updatedAt
      )
      #expect(try fixture.stored()[updatedAt] != .string(FreshEmulator.now))
      try fixture.expect(slot.acceptedBody, isRefusedBy: nil)
      #expect(try fixture.stored()[updatedAt] == .string(FreshEmulator.now), "\(slot.subject)")
    }
  }

  @Test("names the first wrong field in its own order, not the request's", arguments: lawfulSurfaces)
  func order(_ surface: Surface) throws {
    let fixture = try SurfaceFixture(surface)
    let wrong = ValueSlot.all.filter { $0.surface === surface && $0.steps.count == 1 }.map { slot in
      let json: JSON = if case .boolean = slot.value.kind { "x" } else { true }
      return (slot: slot, json: json)
    }
    for start in wrong.indices {
      var body = Members()
      for (slot, json) in wrong[start...].reversed() { body[slot.subject] = json }
      body = surface.resource.record.accepted(body)
      try fixture.expect(body, isRefusedBy: wrong[start].slot.ruleOfWrongType(wrong[start].json))
    }
  }

  @Test("ignores fields that are set at creation, and refuses them if their rule is on", arguments: lawfulSurfaces)
  func ignoredOnUpdate(_ surface: Surface) throws {
    let body = try #require(ValueSlot.all.first { $0.surface === surface }).acceptedBody
    for field in surface.resource.record.ignoredFields {
      let rule = "\(surface.namespace).\(field.name).immutable"
      for json: JSON in ["another", 7, nil] {
        var changed = body
        changed[field.name] = json
        try expectNoEffect(of: field.name, in: changed, at: surface)
        try SurfaceFixture(surface, switches: Switches(enabled: [rule])).expect(changed, isRefusedBy: rule)
      }
    }
  }

  @Test("ignores server-only and unknown members, and refuses them if the rule is on", arguments: lawfulSurfaces)
  func unknown(_ surface: Surface) throws {
    let body = try #require(ValueSlot.all.first { $0.surface === surface }).acceptedBody
    let own = surface.resource.record.fields.filter {
      if case .serverOnly = $0.updating { true } else { false }
    }
    for name in own.map(\.name) + ["nobody's", ""] {
      let rule = "\(surface.namespace).unknown-field"
      var changed = body
      changed[name] = "another"
      try expectNoEffect(of: name, in: changed, at: surface)
      try SurfaceFixture(surface, switches: Switches(enabled: [rule])).expect(changed, isRefusedBy: rule)
    }
  }

  private func expectNoEffect(of name: String, in body: Members, at surface: Surface) throws {
    let fixture = try SurfaceFixture(surface)
    let before = try fixture.stored()
    let answer = fixture.send(body)
    #expect(answer.status == 200, "\(answer.text)")
    #expect(answer["X-Understudy-Warnings"]?.hasPrefix("`\(name)` ") == true)
    let after = try fixture.stored()
    guard name != surface.resource.updatedAt else { return #expect(after[name] == .string(FreshEmulator.now)) }
    #expect(after[name]?.bytes == before[name]?.bytes)
  }
}
