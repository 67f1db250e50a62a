import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("Every endpoint") struct RequestLaws {
  private static let requiredSlots = ValueSlot.all.filter { slot in
    slot.field?.requirement != nil
  }

  @Test("refuses a request without a required field, even if the agent has it", arguments: requiredSlots)
  func required(_ slot: ValueSlot) throws {
    guard case .member(let field, let owner)? = slot.steps.last, let requirement = field.requirement else { return }
    let fixture = try SurfaceFixture(slot, switches: slot.operation.isCreation ? slot.switches() : Switches())
    let condition = requirement.condition
    let cause: Members = condition.map { [$0.sibling.text: $0.value] } ?? [:]
    let lacking = slot.body(withOwner: owner.accepted(cause, without: field.name))
    try fixture.expect(lacking, isRefusedBy: slot.rule("required"))
    var complete = cause
    complete[field.name] = field.value.samples.first
    try fixture.expect(slot.body(withOwner: owner.accepted(complete)), isRefusedBy: nil)
    let isMet = requirement.isMetByStoredValue && !slot.operation.isCreation
    try fixture.expect(lacking, isRefusedBy: isMet ? nil : slot.rule("required"))
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
    for slot in ValueSlot.updates where slot.surface === surface && slot.steps.count == 1 {
      let (fixture, updatedAt) = (
        try SurfaceFixture(surface, switches: slot.switches()), surface.resource.updatedAt
      )
      #expect(try fixture.stored()[updatedAt] != .string(FreshEmulator.now))
      try fixture.expect(slot.acceptedBody, isRefusedBy: nil)
      #expect(try fixture.stored()[updatedAt] == .string(FreshEmulator.now), "\(slot.subject)")
    }
  }

  @Test("names the first wrong field in its own order, not the request's", arguments: SurfaceOperation.changing)
  func order(_ tested: SurfaceOperation) throws {
    let fixture = try SurfaceFixture(tested)
    let wrong = tested.slots.filter { $0.steps.count == 1 }.map { slot in
      let json: JSON = if case .boolean = slot.value.kind { "x" } else { true }
      return (slot: slot, json: json)
    }
    for start in wrong.indices {
      var body = Members()
      for (slot, json) in wrong[start...].reversed() { body[slot.subject] = json }
      body = tested.fields.accepted(body)
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

  @Test(
    "ignores server-only and unknown members, and refuses them if the rule is on",
    arguments: ExternalProgram.sample(of: SurfaceOperation.changing))
  func unknown(_ tested: SurfaceOperation) throws {
    let body = try #require(tested.slots.first).acceptedBody
    let own = tested.fields.fields.filter { if case .serverOnly = $0.updating { true } else { false } }
    for name in own.map(\.name) + ["nobody's", ""] {
      let rule = "\(tested.surface.namespace).unknown-field"
      var changed = body
      changed[name] = "another"
      if tested.operation.isCreation {
        try expectNoEffectOnCreation(of: name, in: changed, at: tested)
      } else {
        try expectNoEffect(of: name, in: changed, at: tested.surface)
      }
      try SurfaceFixture(tested, enabling: [rule]).expect(changed, isRefusedBy: rule)
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

  /// Expects the same agent as without the member, but for its id.
  private func expectNoEffectOnCreation(of name: String, in body: Members, at tested: SurfaceOperation) throws {
    let fixture = try SurfaceFixture(tested)
    let answer = fixture.send(body)
    #expect(answer.status == tested.operation.success.status, "\(answer.text)")
    #expect(answer["X-Understudy-Warnings"]?.hasPrefix("`\(name)` ") == true)
    var (after, without) = (try fixture.stored(), body)
    without[name] = nil
    try fixture.expect(without, isRefusedBy: nil)
    after[tested.surface.resource.identity] = try fixture.stored()[tested.surface.resource.identity]
    #expect(try fixture.stored().bytes == after.bytes)
  }
}
