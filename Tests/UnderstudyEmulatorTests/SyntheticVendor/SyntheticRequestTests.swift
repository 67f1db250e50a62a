import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyTestSupport
import UnderstudyVendors

/// What laws cannot know of the synthetic vendor: its own conditions, answers, pages and places of credentials.
@Suite("Requests to the synthetic vendor") struct SyntheticRequestTests {
  private let emulator: Emulator

  init() throws { emulator = try FreshEmulator(SeededRegistry.synthetic.get()).emulator }

  @Test("are refused by each condition, in its words", arguments: SyntheticRefusal.all)
  func refused(_ refused: SyntheticRefusal) throws {
    let answer = try emulator.answer(refused.route, refused.sender, refused.body)
    #expect(answer["X-Understudy-Rule"] == refused.rule, "\(answer.text)")
    #expect(
      answer.status == refused.status && answer.text.hasPrefix(#"{"message":"\#(refused.message)","id":"req_"#))
  }

  @Test func `are refused by every condition that the vendor declares`() {
    let conditions = Vendor.synthetic.surfaces.flatMap(\.operations).flatMap { operation in
      operation.guards.filter { $0.predicate != nil }.map { "\(operation.id) \($0.rule.id)" }
    }
    #expect(Set(SyntheticRefusal.all.map(\.testDescription)) == Set(conditions))
  }

  @Test func `are answered with what each operation shows`() throws {
    let thing = #""id":"00000000-0000-4000-8000-00000000000a","name":"Draft","model":"m1","kind":"basic","#
    let rest =
      #""settings":{"volume":null},"state":"draft","speed":1,"limit":5,"visible":false,"tags":[],"#
      + #""opens":"08:00","labels":{},"consent":true,"updated_at":"2026-01-01T00:00:00Z""#
    let voice = #","voice_details":{"id":"voice_1","title":"First voice"}"#
    let shown = "{\(thing)\"voice\":\"voice_1\",\(rest)"
    let read = try emulator.answer("GET /v9/things/00000000-0000-4000-8000-00000000000A", .owner)
    #expect(read.text == #"{"thing":\#(shown)\#(voice)}}"#)
    let atConsole = try emulator.answer("GET /console/things/00000000-0000-4000-8000-00000000000a", .session)
    #expect(atConsole.text == shown + "}")
    let list = try JSON(text: emulator.answer("GET /v9/things", .owner).text).members
    #expect(
      list?["total"] == 4 && list?["more"] == false
        && list?["things"]?.names == ["Guest's", "Locked", "Live", "Draft"])
    #expect(try emulator.answer("GET /v9/things", .alone).text == #"{"things":[],"total":0,"more":false}"#)
  }

  @Test(
    "are answered page by page, in both orders",
    arguments: [
      ("/console/things", "things", SyntheticCredential.session, [["Guest's", "Locked"], ["Live", "Draft"]]),
      ("/v9/flows", "flows", .team, [["First", "Second"], ["Third"]]),
    ])
  func pages(_ path: String, _ member: String, _ sender: SyntheticCredential, _ expected: [[String]]) throws {
    var (found, target) = ([[String]](), "GET \(path)")
    for _ in expected {
      let page = try JSON(text: emulator.answer(target, sender).text).members
      found.append(page?[member]?.names ?? [])
      guard let next = page?["next_page"]?.string else { break }
      target = "GET \(path)?limit=2&after=\(next)"
    }
    #expect(found == expected)
    #expect(try JSON(text: emulator.answer("GET \(path)?limit=50", sender).text).members?["next_page"] == nil)
    #expect(
      try JSON(text: emulator.answer("GET /archive/flows", .team).text).names == ["First", "Second", "Third"])
  }

  @Test func `create, substitute, record and delete`() throws {
    let created = try emulator.answer("POST /v9/things", .owner, #"{"model":"m9"}"#)
    let thing = try JSON(text: created.text).members
    #expect(created.status == 202 && thing?["name"] == "New" && thing?["kind"] == "basic")
    #expect(thing?["updated_at"] == .string(FreshEmulator.now))
    let route = "/v9/things/\(thing?["id"]?.string ?? "")"
    #expect(try emulator.answer("GET \(route)", .guest).status == 200)
    let deleted = try emulator.answer("DELETE \(route)", .guest)
    #expect(deleted.status == 204 && deleted.body == [])
    #expect(try emulator.answer("GET \(route)", .guest).status == 404)
    let live = try emulator.answer(
      "PATCH /v9/things/00000000-0000-4000-8000-00000000000b", .owner, #"{"model":"m2","speed":2}"#)
    #expect(live.text.contains(#""speed":1,"#) && live.text.hasSuffix(#","slowed":true}"#))
    let console = "/console/things/00000000-0000-4000-8000-00000000000b"
    #expect(try emulator.answer("DELETE \(console)", .session).text == #"{"deleted":true}"#)
    #expect(try emulator.answer("GET \(console)", .session).status == 404)
  }

  @Test(
    "may carry their credential in each of its places",
    arguments: [
      ("/v9/things", SyntheticCredential.owner), ("/v9/things", .ownerAsBearer), ("/console/things", .session),
      ("/console/things", .sessionAsBearer), ("/v9/flows", .team),
    ])
  func places(_ path: String, _ sender: SyntheticCredential) throws {
    #expect(try emulator.answer("GET \(path)", sender).status == 200)
    #expect(try emulator.answer("GET /synthetic\(path)", sender).status == 200)
  }
}

extension JSON {
  /// What the agents of a list are called.
  fileprivate var names: [String] {
    array?.compactMap { $0.members?["name"]?.string ?? $0.members?["title"]?.string } ?? []
  }
}
