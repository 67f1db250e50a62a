import Foundation
import HTTPTypes
import Testing
import UnderstudyCapture
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

@Suite("A recording of a vendor, compared with Understudy") struct ComparisonTests {
  private static let voicebip = Surface.named("voicebip")
  private static let talkifAI = Surface.named("talkifai")
  private static let agent = "/v1/agents/agt_PAEZ_njcfm2kycpjs"
  private static let key = "pk_test_voicebip_example"

  private func recording(_ steps: [(method: String, path: String, body: String)]) throws -> Recording {
    var recording = try Recording()
    for step in steps {
      recording.record(step.method, step.path, to: Self.voicebip, key: Self.key, step.body)
    }
    return recording
  }

  @Test func `Without seeds, agents and accounts are those that the recording shows`() throws {
    let recording = try recording([
      ("GET", "/v1/agents", ""), ("GET", Self.agent, ""), ("PATCH", Self.agent, #"{"status":"paused"}"#),
      ("POST", "/v1/agents", #"{"display_name":"New","ai_provider":"openai"}"#), ("GET", "/v1/agents", ""),
      ("DELETE", Self.agent, ""), ("GET", Self.agent, ""),
    ])
    let result = try recording.compared()
    #expect(result.compared == 7)
    #expect(result.groups.map(\.example.pointer) == [])
    #expect(result.uncompared.isEmpty)
  }

  @Test func `A recording that begins with an update is compared by what its response shows`() throws {
    let result = try recording([("PATCH", Self.agent, #"{"status":"paused"}"#)]).compared()
    #expect(result.compared == 1)
    #expect(result.differences == 0)
  }

  @Test func `Each kind of difference is found in one run`() throws {
    var recording = try Recording()
    func record(_ body: String, _ change: (inout Members) -> Void) throws {
      recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, body)
      recording.changeLast { exchange in
        guard let response = exchange.response, let members = response.body.json?.members else { return }
        var changed = members
        change(&changed)
        exchange.response?.body = .whole(JSON.object(changed).bytes)
      }
    }
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    try record(#"{"status":"paused"}"#) { $0["added"] = "by the vendor" }
    try record(#"{"status":"active"}"#) { $0["greeting_text"] = nil }
    try record(#"{"shareable":true}"#) { $0["shareable"] = "yes" }
    try record(#"{"description":"ours"}"#) { $0["description"] = "theirs" }
    try record(#"{"display_name":7}"#) { $0["message"] = "That name is no good" }
    try record(#"{"status":"paused"}"#) { members in
      let first = members.first?.key
      let value = first.flatMap { members[$0] }
      if let first { members[first] = nil; members[first] = value }
    }
    recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, #"{"status":"active"}"#)
    recording.changeLast { $0.response?.status = 202 }
    recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, #"{"display_name":7}"#)
    recording.changeLast { $0.response?.status = 200 }
    recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, #"{"status":"active"}"#)
    recording.changeLast { $0.response?.status = 400 }
    let result = try recording.compared()
    #expect(Set(result.groups.map(\.example.kind)) == Set(Difference.Kind.allCases))
    let byKind = Dictionary(grouping: result.groups, by: \.example.kind)
    #expect(byKind[.memberMissing]?.map(\.example.pointer) == ["/added"])
    #expect(byKind[.memberExtra]?.map(\.example.pointer) == ["/greeting_text"])
    #expect(byKind[.type]?.map(\.example.pointer) == ["/shareable"])
    #expect(byKind[.value]?.map(\.example.recorded) == [#""theirs""#])
    #expect(byKind[.wording]?.map(\.example.recorded) == [#""That name is no good""#])
    #expect(byKind[.refusedByUs]?.first?.example.rule?.id == "voicebip.display_name.type")
  }

  @Test func `A difference is reported once: later responses depend on what the vendor showed`() throws {
    var recording = try recording([("GET", Self.agent, ""), ("PATCH", Self.agent, #"{"description":"ours"}"#)])
    recording.changeLast { exchange in
      guard var members = exchange.response?.body.json?.members else { return }
      members["description"] = "theirs"
      exchange.response?.body = .whole(JSON.object(members).bytes)
    }
    let changed = try #require(recording.exchanges.last?.response)
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.changeLast { $0.response = changed }
    let result = try recording.compared()
    #expect(result.groups.map(\.count) == [1])
  }

  @Test func `Unknown paths, cut bodies, missing responses, failures and unknown states are never equal`() throws {
    var recording = try recording([("GET", "/v1/voices", ""), ("GET", Self.agent, "")])
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.changeLast { $0.response?.body = .cut(reason: "the recorder left it out") }
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.changeLast { $0.response = nil }
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.changeLast { $0.response?.status = 503 }
    recording.record("PATCH", "/v1/agents/agt_never_shown1", to: Self.voicebip, key: Self.key, #"{"status":7}"#)
    recording.changeLast { $0.response?.status = 400 }
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.changeLast { exchange in
      exchange.response?.status = 402
      exchange.details = ["mapping": ["id": "a"]]
    }
    let result = try recording.compared()
    #expect(result.compared == 1)
    #expect(Set(result.uncompared.map(\.reason)) == Set(Uncompared.Reason.allCases))
  }

  @Test func `A recording of too many callers is compared as far as there is room`() throws {
    var recording = try recording([("GET", Self.agent, "")])
    let response = try #require(recording.exchanges.first?.response)
    for number in 1...1000 {
      recording.record("GET", Self.agent, to: Self.voicebip, key: "pk_live_\(number)")
      recording.changeLast { $0.response = response }
    }
    let result = try recording.compared()
    #expect((result.compared, result.differences) == (1000, 0))
    #expect(result.uncompared.map(\.reason) == [.unknownState])
  }

  @Test func `Requests to other hosts are counted by host`() throws {
    var recording = try recording([("GET", Self.agent, "")])
    recording.changeLast { $0.request.url = "https://fonts.example.com/a.css?token=1" }
    let result = try recording.compared()
    #expect(result.otherHosts == ["fonts.example.com": 1])
    #expect(result.compared == 0)
  }

  @Test func `A caller whom the vendor forbids what owners may do is a member`() throws {
    var recording = try Recording()
    let seeds = try SeededRegistry.catalog.get().seeds
    let members = seeds.records[SeedSet.TableID(vendor: "talkifai", table: "members")] ?? []
    let member = try #require(members.first { $0["role"] == "member" })
    let owner = try #require(members.first { $0["role"] == "owner" })
    let foreign = seeds.agents.first {
      $0.collection == Self.talkifAI.resource.id && $0.record["organizationId"] == member["organizationId"]
        && $0.record["userId"] != member["id"]
    }
    let id = try #require(foreign?.id)
    let key = { (account: Members) in account["apiKeys"]?.tokens.first ?? "" }
    recording.record("GET", Self.talkifAI.readPath(of: id), to: Self.talkifAI, key: key(owner))
    recording.record(
      "PUT", Self.talkifAI.readPath(of: id), to: Self.talkifAI, key: key(member), #"{"name":"Theirs"}"#)
    let result = try recording.compared()
    #expect(recording.exchanges.compactMap(\.response?.status) == [200, 403])
    #expect(result.groups.map { "\($0)" } == [])
    #expect(result.compared == 2)
  }

  @Test func `A request whose credential the recorder removed is one of a caller who may do it`() throws {
    var recording = try recording([("GET", Self.agent, ""), ("PATCH", Self.agent, #"{"status":"paused"}"#)])
    recording.changeLast { $0.request.fields[.authorization] = nil }
    let result = try recording.compared()
    #expect(result.compared == 2)
    #expect(result.differences == 0)
  }

  @Test func `Who stands alone follows from the source of the rule`() throws {
    func verdict(recording vendor: Switches, _ body: String, _ ours: Switches = Switches()) throws -> Difference? {
      var recording = try Recording(of: vendor)
      recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
      recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, body)
      return try recording.compared(switches: ours).groups.first?.example
    }
    let registry = Registry()
    let documented = "voicebip.webhook_url.required-for-byom"
    let lacking = try registry.switches(disabled: [documented], enabled: [])
    let body = #"{"ai_provider":"byom"}"#
    #expect(try verdict(recording: lacking, body)?.verdict == .vendorMoved)
    #expect(try verdict(recording: Switches(), body, lacking)?.verdict == .weAreWrong)
    let guessed = try registry.switches(disabled: [], enabled: ["voicebip.status.enum"])
    #expect(try verdict(recording: guessed, #"{"status":"odd"}"#)?.verdict == .guessed)
  }

  @Test func `The suggestion has the rules that help, and no others`() throws {
    let vendor = try Registry().switches(
      disabled: ["voicebip.webhook_url.required-for-byom"], enabled: ["voicebip.unknown-field"])
    var recording = try Recording(of: vendor)
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, #"{"ai_provider":"byom"}"#)
    recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, #"{"unheard_of":1}"#)
    let suggestion = try #require(try recording.compared(suggesting: .wanted).suggestion)
    #expect(
      Set(suggestion.options) == [
        "--disable-rule voicebip.webhook_url.required-for-byom", "--enable-rule voicebip.unknown-field",
      ])
    #expect((suggestion.before, suggestion.after) == (2, 0))
  }

  @Test func `Exchanges are compared one by one as they are made`() throws {
    var recording = try recording([("GET", Self.agent, ""), ("PATCH", Self.agent, #"{"status":"paused"}"#)])
    recording.record("PATCH", Self.agent, to: Self.voicebip, key: Self.key, #"{"display_name":7}"#)
    recording.changeLast { $0.response?.status = 200 }
    let comparer = try TrafficComparer(Comparer.Options())
    let verdicts = recording.exchanges.map(comparer.compare)
    let rules = verdicts.map { verdict -> [String] in
      if case .compared(let differences, _) = verdict { differences.compactMap(\.rule?.id) } else { ["none"] }
    }
    #expect(rules == [[], [], ["voicebip.display_name.type"]])
    let statuses = verdicts.map {
      if case .compared(_, let rehearsal) = $0 { rehearsal.response.status } else { 0 }
    }
    #expect(statuses == [200, 200, 400])
  }

  @Test func `Header fields are compared if that is asked for`() throws {
    var recording = try recording([("GET", Self.agent, "")])
    recording.changeLast { $0.response?.fields[.retryAfter] = "7" }
    #expect(try recording.compared().differences == 0)
    let found = try recording.compared(headers: .compared).groups.map(\.example)
    #expect(found.map(\.pointer) == ["retry-after"])
    #expect(found.map(\.kind) == [.memberMissing])
  }

  @Test func `Nothing that may be secret is in a result`() throws {
    let secret = "s3cr3t-planted"
    var recording = try recording([("GET", Self.agent, "")])
    recording.record(
      "PATCH", Self.agent + "?token=\(secret)", to: Self.voicebip, key: secret,
      #"{"status":"paused","apiKey":"\#(secret)","nested":{"a":["\#(secret)"]}}"#)
    recording.changeLast { exchange in
      exchange.request.fields[.cookie] = "session=\(secret)"
      exchange.request.fields[.userAgent] = secret
      exchange.response = CapturedResponse(
        status: 400, body: .whole(Array(#"{"error":"\#(secret)","message":"no \#(secret) here"}"#.utf8)))
    }
    recording.record("GET", "/v1/\(secret)/things?x=\(secret)", to: Self.voicebip, key: secret)
    recording.record("GET", Self.agent, to: Self.voicebip, key: Self.key)
    recording.changeLast { exchange in
      guard var members = exchange.response?.body.json?.members else { return }
      members["leaked"] = .string(secret)
      exchange.response?.body = .whole(JSON.object(members).bytes)
    }
    let result = try recording.compared()
    #expect(result.differences > 0)
    #expect(!"\(result)".contains(secret))
  }
}

extension Surface {
  /// The surface with an id; any other if there is none, which the tests then show.
  fileprivate static func named(_ id: String) -> Surface {
    let all = Registry().surfaces
    return all.first { $0.id == id } ?? all[0]
  }

  fileprivate func readPath(of id: String) -> String {
    update?.path.description.replacing(/\{[^}]*\}/, with: id) ?? ""
  }
}
