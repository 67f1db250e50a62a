import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

/// A client that reads an agent, changes one member and sends the whole agent back, as forms do.
@Suite("A client that reads, edits and writes") struct ReadEditWriteTests {
  /// The agents of which a vendor's own rules refuse what its read shows, with the rule.
  private static let refused = [
    // The answer shows languages with their ids, the request takes their names.
    "talkifai": "talkifai.languages[].type", "talkifai-studio": "talkifai.languages[].type",
  ]

  @Test("gets no warning, unless the vendor's rules refuse what it read", arguments: Registry().surfaces)
  func passes(_ surface: Surface) throws {
    let fixture = try SurfaceFixture(surface)
    var agent = try read(fixture)
    let name = try #require(["name", "display_name"].first { agent[$0] != nil })
    agent[name] = "Edited"
    let answer = fixture.send(agent)
    if let rule = Self.refused[surface.id] {
      #expect(answer.status == 400 && answer["X-Understudy-Rule"] == rule, "\(answer.text)")
      agent["languages"] = agent["languages"]?.namesOfLanguages
    }
    let accepted = Self.refused[surface.id] == nil ? answer : fixture.send(agent)
    #expect(accepted.status == 200, "\(accepted.text)")
    #expect(accepted["X-Understudy-Warnings"] == nil)
    #expect(try fixture.stored()[name] == "Edited")
  }

  /// Returns an agent as a client reads it.
  private func read(_ fixture: SurfaceFixture) throws -> Members {
    let operation = try #require(fixture.surface.operations.first { $0.isRead })
    let answer = try JSON(reading: fixture.answer(to: fixture.request(operation, nil)).body)
    return try #require(answer.agent(identity: fixture.surface.resource.identity))
  }

  @Test("changes nothing else", arguments: Registry().surfaces)
  func keeps(_ surface: Surface) throws {
    let fixture = try SurfaceFixture(surface)
    let before = try fixture.stored()
    var agent = try read(fixture)
    if Self.refused[surface.id] != nil { agent["languages"] = agent["languages"]?.namesOfLanguages }
    #expect(fixture.send(agent).status == 200)
    var after = try fixture.stored()
    after[surface.resource.updatedAt] = before[surface.resource.updatedAt]
    // A read shows what is not set as null, and null is then stored.
    let names = { (record: Members) in Set(record.filter { !$0.value.isNull }.map(\.name)) }
    #expect(names(after) == names(before))
    #expect(before.allSatisfy { after[$0.key] ?? .null == $0.value })
  }
}

extension JSON {
  fileprivate var namesOfLanguages: JSON? { array.map { .array($0.compactMap { $0.members?["language"] }) } }

  /// The agent in an answer, at any depth.
  fileprivate func agent(identity: String) -> Members? {
    guard let members else { return nil }
    return members[identity] != nil ? members : members.lazy.compactMap { $0.value.agent(identity: identity) }.first
  }
}
