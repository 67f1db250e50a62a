import Foundation
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A secret") struct SecretLaws {
  private static let secrets = ValueSlot.all.filter(\.value.isSecret)
  private static let secret = "sk_live_4f9c27d1-nobody-may-see-this"

  @Test func `occurs in the vendors' declarations`() { #expect(!Self.secrets.isEmpty) }

  @Test("is in no answer and not in the database, however it is sent", arguments: secrets)
  func nowhere(_ slot: ValueSlot) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let fixture = try SurfaceFixture(
      slot, switches: slot.switches(), store: AgentStore(.file(scratch("agents.sqlite"))))
    let accepted = slot.body(.string(Self.secret))
    let elsewhere: Members = [Self.secret: 1, "x": .string(Self.secret)]
    let wrong: [JSON] = [
      [.string(Self.secret)], ["key": .string(Self.secret)], [.object(elsewhere)], .string(Self.secret),
    ]
    var answers = [fixture.send(accepted), fixture.send(accepted)]
    #expect(answers.allSatisfy { $0.status == slot.operation.success.status })
    answers += wrong.map { fixture.send(slot.body($0)) }
    for answer in answers {
      #expect(!"\(answer.fields) \(answer.text)".contains(Self.secret))
    }
    for file in try FileManager.default.contentsOfDirectory(atPath: scratch.path) {
      let bytes = try Data(contentsOf: URL(filePath: scratch(file)))
      #expect(bytes.range(of: Data(Self.secret.utf8)) == nil, "\(file)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).contains("agents.sqlite-wal"))
  }

  @Test(
    "is in no answer and not in the database, if it is sent in a place without declared fields",
    arguments: ValueSlot.all.filter(\.value.takesAnyMember))
  func undeclared(_ slot: ValueSlot) throws {
    let names = try SeededRegistry.of(slot.surface).registry.surfaces.flatMap(\.resource.record.secretNames)
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let fixture = try SurfaceFixture(
      slot, switches: slot.switches(), store: AgentStore(.file(scratch("agents.sqlite"))))
    for name in names {
      // With wrong letters, a short name may be any word.
      let misspelled = name.utf8.count < 12 ? [] : ["my_\(name)s", String(name.dropLast(3))]
      for spelling in [name, name.uppercased(), "_\(name)_"] + misspelled {
        for secret in [.string(Self.secret), [.string(Self.secret)], ["a": .string(Self.secret)]] as [JSON] {
          let answer = fixture.send(slot.body([spelling: secret, "x": [[spelling: secret, "kept": "a value"]]]))
          #expect(answer.status == slot.operation.success.status)
          #expect(!answer.text.contains(Self.secret))
          if slot.isStored { #expect(try JSON.object(fixture.stored()).description.contains("a value")) }
        }
      }
    }
    for file in try FileManager.default.contentsOfDirectory(atPath: scratch.path) {
      let bytes = try Data(contentsOf: URL(filePath: scratch(file)))
      #expect(bytes.range(of: Data(Self.secret.utf8)) == nil, "\(file)")
    }
  }

  @Test(
    "is the same token twice in one server, another token in another, and another for another", arguments: secrets)
  func token(_ slot: ValueSlot) throws {
    func token(_ secret: String, _ fixture: SurfaceFixture) throws -> JSON? {
      #expect(fixture.send(slot.body(.string(secret))).status == slot.operation.success.status)
      return try slot.value(in: fixture.stored())
    }
    let (fixture, other) = (
      try SurfaceFixture(slot, switches: slot.switches()), try SurfaceFixture(slot, switches: slot.switches())
    )
    let first = try token(Self.secret, fixture)
    #expect(first?.string?.wholeMatch(of: /enc_[0-9a-f]{64}/) != nil)
    #expect(try token(Self.secret + "2", fixture) != first)
    #expect(try token(Self.secret, fixture) == first)
    #expect(try token(Self.secret, other) != first)
  }
}

extension Value {
  /// Whether members are stored that no field declares.
  fileprivate var takesAnyMember: Bool {
    switch kind {
    case .freeForm: true
    case .object(let object): object.unlistedMembers == .passThrough
    case .string, .number, .integer, .boolean, .array: false
    }
  }
}
