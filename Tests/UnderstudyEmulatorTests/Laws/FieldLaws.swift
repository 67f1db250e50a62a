import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("Every value that an update may set") struct FieldLaws {
  @Test("is accepted, stored and answered as it was sent", arguments: Slot.all)
  func stored(_ slot: Slot) throws {
    let bench = try Bench(slot.surface, switches: slot.switches())
    let record = slot.surface.resource.record
    #expect(!slot.value.samples.isEmpty, "no sample of this value is known")
    try bench.expect(record.accepted(record.everything), isRefusedBy: nil)
    for sample in try slot.samples(for: bench.stored()) {
      let (before, body) = (try bench.stored(), slot.body(sample))
      let answer = bench.send(body)
      let after = try bench.stored()
      #expect(answer.status == 200, "\(answer.text)")
      #expect(try slot.value.isKept(sample, in: #require(slot.value(in: after))), "\(sample)")
      #expect(answer.body == bench.answer(after).bytes)
      #expect(record.changes(from: before, to: after, besides: body) == [])
    }
  }

  @Test("is refused in every other type", arguments: Slot.all)
  func types(_ slot: Slot) throws {
    let bench = try Bench(slot.surface)
    let wrong: [JSON] = [true, 1, 1.5, "x", [], [:]].filter { !slot.value.kind.is($0) }
    #expect(wrong.count >= 4)
    for json in wrong { try bench.expect(slot.body(json), isRefusedBy: slot.ruleOfWrongType(json)) }
  }

  @Test("is cleared by null where it may be, and else refuses it", arguments: Slot.all)
  func null(_ slot: Slot) throws {
    let bench = try Bench(slot.surface, switches: slot.switches())
    guard slot.value.isNullable else {
      return try bench.expect(slot.body(nil), isRefusedBy: slot.ruleOfWrongType(nil))
    }
    try bench.expect(slot.body(nil), isRefusedBy: nil)
    #expect(try slot.value(in: bench.stored()) == .null)
  }

  @Test("is accepted up to its edges and refused one step beyond", arguments: Slot.all)
  func edges(_ slot: Slot) throws {
    let rejectedOnUpdate = slot.rule("immutable")
    let bench = try Bench(slot.surface, switches: slot.switches(disabling: [rejectedOnUpdate]))
    for check in slot.value.checks {
      let probes = check.demand.probes(of: slot.value)
      let refusals = probes.map(slot.value.firstUnmet)
      #expect(refusals.contains(nil) && refusals.contains(check.demand.kind), "\(probes)")
      for (probe, kind) in zip(probes, refusals) {
        try bench.expect(slot.body(probe), isRefusedBy: kind.map(slot.rule))
      }
    }
  }

  @Test("has its rules, each switchable", arguments: Slot.all)
  func rules(_ slot: Slot) {
    let ids = slot.surface.rules.map(\.id)
    let expected = [slot.ruleOfWrongType(.null)] + slot.value.checks.map { slot.rule($0.demand.kind) }
    #expect(expected.filter { !ids.contains($0) } == [])
  }
}
