import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("Every value that an update or a creation may set") struct FieldLaws {
  @Test(
    "is accepted, stored and answered as it was sent",
    arguments: ExternalProgram.sample(of: ValueSlot.all))
  func stored(_ slot: ValueSlot) throws {
    let fixture = try SurfaceFixture(slot, switches: slot.switches())
    let fields = try #require(slot.operation.body).fields
    #expect(!slot.value.samples.isEmpty, "no sample of this value is known")
    try fixture.expect(fields.accepted(fields.everything), isRefusedBy: nil)
    for sample in try slot.samples(in: fixture) {
      let (before, body) = (try fixture.stored(), slot.body(sample))
      let answer = fixture.send(body)
      let after = try fixture.stored()
      #expect(answer.status == slot.operation.success.status, "\(answer.text)")
      if slot.isStored {
        #expect(try slot.value.isKept(sample, in: #require(slot.value(in: after))), "\(sample)")
      } else {
        #expect(slot.value(in: after) == nil)
      }
      #expect(answer.body == fixture.answer(after).bytes)
      guard !slot.operation.isCreation else { continue }
      // What the vendor derives from what was sent changes too.
      var expected = before
      slot.operation.complete(&expected, before, body)
      #expect(fields.changes(from: expected, to: after, besides: body) == [])
    }
  }

  @Test("is refused in every other type", arguments: ExternalProgram.sample(of: ValueSlot.all))
  func types(_ slot: ValueSlot) throws {
    let fixture = try SurfaceFixture(slot, switches: slot.operation.isCreation ? slot.switches() : Switches())
    let wrong: [JSON] = [true, 1, 1.5, "x", [], [:]].filter { !slot.value.kind.is($0) }
    #expect(wrong.count >= 4)
    for json in wrong { try fixture.expect(slot.body(json), isRefusedBy: slot.ruleOfWrongType(json)) }
  }

  @Test(
    "may be null if it is nullable, and refuses it otherwise",
    arguments: ExternalProgram.sample(of: ValueSlot.all))
  func null(_ slot: ValueSlot) throws {
    let fixture = try SurfaceFixture(slot, switches: slot.switches())
    guard slot.value.isNullable else {
      return try fixture.expect(slot.body(nil), isRefusedBy: slot.ruleOfWrongType(nil))
    }
    // A new agent has no value that null could leave.
    if slot.operation.isCreation, slot.isRequired(in: slot.body(nil)) {
      return try fixture.expect(slot.body(nil), isRefusedBy: slot.rule("required"))
    }
    try fixture.expect(slot.body(nil), isRefusedBy: nil)
    #expect(try slot.value(in: fixture.stored()) == .null)
  }

  @Test(
    "is accepted up to its edges and refused one step beyond",
    arguments: ExternalProgram.sample(of: ValueSlot.all))
  func edges(_ slot: ValueSlot) throws {
    let rejectedOnUpdate = slot.rule("immutable")
    let fixture = try SurfaceFixture(slot, switches: slot.switches(disabling: [rejectedOnUpdate]))
    for check in slot.value.checks {
      let probes = check.assertion.probes(of: slot.value)
      let refusals = probes.map(slot.value.firstFailure)
      #expect(refusals.contains(nil) && refusals.contains(check.assertion.kind), "\(probes)")
      // An empty text may mean null, which is no text to check.
      for (probe, kind) in zip(probes, refusals) where probe != "" || !slot.value.isClearedByEmptyText {
        try fixture.expect(slot.body(probe), isRefusedBy: kind.map(slot.rule))
      }
    }
  }

  @Test("has its rules, each switchable", arguments: ValueSlot.all)
  func rules(_ slot: ValueSlot) {
    let ids = slot.surface.rules.map(\.id)
    let expected = [slot.ruleOfWrongType(.null)] + slot.value.checks.map { slot.rule($0.assertion.kind) }
    #expect(expected.filter { !ids.contains($0) } == [])
  }
}
