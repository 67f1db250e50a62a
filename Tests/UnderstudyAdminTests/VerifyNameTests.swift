import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The names in an effect to verify", .waits) struct VerifyNameTests {
  private static func ask(_ server: FreshServer, _ effect: String) throws -> RawAnswer {
    try server.admin("POST", "/verify", #"{"effect":{\#(effect)},"atMost":0}"#)
  }

  @Test(
    "are refused if no agent has them, with what may have been meant",
    arguments: [
      (
        #""collection":"centrefy""#, "/effect/collection",
        #"there is no collection "centrefy"; did you mean "centerfy"?"#
      ),
      (
        #""collection":"acme""#, "/effect/collection",
        #"there is no collection "acme"; known: trillet-omni-flow, trillet-call, voicebip, centerfy, talkifai"#
      ),
      (
        #""collection":"centerfy","changed":{"/temprature":1}"#, "/effect/changed/~1temprature",
        "`temprature` is not a field of `centerfy`; did you mean `temperature`?"
      ),
      (
        #""changed":{"/temprature":1}"#, "/effect/changed/~1temprature",
        "`temprature` is not a field of any collection; did you mean `temperature`?"
      ),
      (
        #""changed":{"/zzzzzzzzz":1}"#, "/effect/changed/~1zzzzzzzzz",
        "`zzzzzzzzz` is not a field of any collection; name a `collection` for a list of its fields"
      ),
      // A field of another collection.
      (
        #""collection":"centerfy","changed":{"/voiceId":1}"#, "/effect/changed/~1voiceId",
        "`voiceId` is not a field of `centerfy`; did you mean `voice_id`?"
      ),
      (
        #""collection":"trillet-call","changed":{"/ttsModel/voicId":1}"#, "/effect/changed/~1ttsModel~1voicId",
        "`voicId` is not a field of `trillet-call`; did you mean `voiceId`?"
      ),
      (
        #""collection":"talkifai","changed":{"/languages/0/langage":1}"#, "/effect/changed/~1languages~10~1langage",
        "`langage` is not a field of `talkifai`; did you mean `language`?"
      ),
      (
        #""collection":"centerfy","changed":{"/name/first":1}"#, "/effect/changed/~1name~1first",
        "`first` is not a field of `centerfy`; the value above it has no members"
      ),
      (
        #""collection":"talkifai","changed":{"/languages/first":1}"#, "/effect/changed/~1languages~1first",
        "`first` is not a field of `talkifai`; the value above it has no members"
      ),
      (
        #""collection":"talkifai","kind":"created","changed":{"/nme":1}"#, "/effect/changed/~1nme",
        "`nme` is not a field of `talkifai`; did you mean `name`?"
      ),
      (#""colection":"centerfy""#, "/effect/colection", "`colection` is not a member of an effect; did you mean"),
    ])
  func refused(_ effect: String, _ pointer: String, _ detail: String) throws {
    let answer = try Self.ask(FreshServer(), effect)
    #expect(answer.status == 422)
    #expect(
      try answer[at: "/errors"]?.array?.count == 1 && answer[at: "/errors/0/source/pointer"] == .string(pointer))
    #expect(try answer[at: "/errors/0/detail"]?.string?.hasPrefix(detail) == true, "\(answer.text)")
  }

  @Test(
    "may be those of a record, and any below a free object",
    arguments: [
      #""collection":"trillet-call","changed":{"/variables/anything/at/0/all":1}"#,
      #""collection":"trillet-call","changed":{"/settings/other":1,"/settings/other/x":1}"#,
      #""collection":"trillet-call","changed":{"/ttsModel/elevenLabsApiKey":1,"/gapBetweenEachAttemptForSmartCallback/0/days":1}"#,
      #""collection":"talkifai","changed":{"/languages/0/id":"a","/enabledFunctions/3":"b","/userId":"c"}"#,
      #""changed":{"":{},"/voice_id":1,"/voiceId":2}"#,
    ])
  func accepted(_ effect: String) throws {
    let answer = try Self.ask(FreshServer(), effect)
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test func `are not looked at if there are too many`() throws {
    let names = (1...5000).map { #""/temprature\#($0)":1"# }.joined(separator: ",")
    let answer = try Self.ask(FreshServer(), #""changed":{\#(names)}"#)
    #expect(try answer.status == 422 && answer[at: "/errors"]?.array?.count == 1)
    #expect(try answer[at: "/errors/0/detail"] == "`changed` can have at most 100 members")
  }

  @Test("have a note if no agent ever had the id", arguments: [#""collection":"centerfy","#, ""])
  func note(_ collection: String) throws {
    let server = try FreshServer()
    let id = "11111111-2222-3333-4444-555555555555"
    func note(_ id: String) throws -> JSON? { try Self.ask(server, #"\#(collection)"id":"\#(id)""#)[at: "/note"] }
    let place = collection.isEmpty ? "" : " of `centerfy`"
    let expected = #"No agent\#(place) has or had the id "\#(id)" in this sandbox."#
    #expect(try note(id) == .string(expected))
    // A seed in another spelling, also after it was removed.
    let seed = "/agents/centerfy/\(FreshServer.agent)"
    #expect(try note(FreshServer.agent.uppercased()) == nil)
    #expect(try server.admin("DELETE", seed).status == 200)
    #expect(try note(FreshServer.agent) == nil)
    // An agent of another sandbox.
    var record = try #require(try server.stored(in: "a").members)
    record["id"] = nil
    #expect(
      try server.admin("PUT", "/agents/centerfy/\(id)", JSON.object(record).description, in: "a").status == 200)
    #expect(try note(id) == .string(expected))
    #expect(try server.admin("PUT", "/agents/centerfy/\(id)", JSON.object(record).description).status == 200)
    #expect(try note(id) == nil)
  }

  @Test func `have no note about an agent that was created and is gone with a snapshot`() throws {
    let server = try FreshServer()
    #expect(try server.admin("PUT", "/snapshots/before").status == 200)
    let created = try server.send(
      "POST", "/v1/agents", #"{"display_name":"n"}"#,
      ["Authorization": "Bearer pk_test_voicebip_example", "Content-Type": "application/json"])
    let id = try #require(try created[at: "/agent_id"]?.string)
    #expect(try server.admin("POST", "/snapshots/before/restore").status == 200)
    #expect(try Self.ask(server, #""id":"\#(id)""#)[at: "/note"] == nil)
    #expect(try server.admin("DELETE", "/requests").status == 200)
    #expect(try Self.ask(server, #""id":"\#(id)""#)[at: "/note"] != nil)
  }

  @Test func `have a note with every verdict that found nothing`() throws {
    let server = try FreshServer()
    let query = #"{"effect":{"id":"nobody"}}"#
    let answer = try server.admin("POST", "/verify", query)
    #expect(
      try answer.status == 409 && answer[at: "/note"] == #"No agent has or had the id "nobody" in this sandbox."#)
  }
}
