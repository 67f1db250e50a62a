import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("An agent of an organization with its own provider keys") struct MissingKeysTests {
  private struct Missing: Error {}

  private let vendor = Vendor.talkifAI

  /// Returns the agent that Studio saves, and the members that it adds.
  private func fallBack(
    _ values: Members, owning keys: [JSON], mode: JSON = "my_keys"
  ) throws -> (agent: Members, remarks: Members) {
    var referenceRecords = ReferenceRecords()
    let tables = Dictionary(uniqueKeysWithValues: vendor.tables.map { ($0.name, $0) })
    referenceRecords.add(
      ["id": "o", "keyMode": mode, "providerKeys": .array(keys)], to: try #require(tables["organizations"]))
    for (id, provider) in [("sonic", "cartesia"), ("leda", "google")] as [(JSON, JSON)] {
      referenceRecords.add(
        ["voiceId": id, "voiceName": "n", "provider": provider], to: try #require(tables["voices"]))
    }
    var agent: Members = ["id": "a", "organizationId": "o", "agentArchitecture": "pipeline"]
    for member in values { agent[member.name] = member.value }
    let studio = try #require(vendor.surfaces.first { $0.id == "talkifai-studio" })
    guard case .update(let update) = studio.operations[0].kind, let substitution = update.substitution else {
      throw Missing()
    }
    let remarks = substitution.substitute(&agent, referenceRecords)
    return (agent, remarks)
  }

  @Test(
    "falls back to the defaults if a value needs a missing key",
    arguments: [
      (["model": "gpt-4o"], ["openaiKey"]), (["model": "gpt_4o_mini"], ["openaiKey"]),
      (["model": "gemini-2.0-flash"], ["googleKey"]), (["stt": "deepgram"], ["deepgramKey"]),
      (["stt": "gemini"], ["googleKey"]), (["voiceId": "sonic"], ["cartesiaKey"]),
      (["voiceId": "leda"], ["googleKey"]),
      (
        ["voiceId": "sonic", "stt": "deepgram", "model": "gemini-x", "realtimeProvider": "openai"],
        ["googleKey", "deepgramKey", "cartesiaKey"]
      ),
    ] as [(Members, [JSON])])
  func missing(_ values: Members, _ keys: [JSON]) throws {
    let (agent, remarks) = try fallBack(values, owning: [])
    #expect(agent["model"] == "gemini-2.0-flash" && agent["stt"] == "gemini")
    #expect(agent["voiceId"] == values["voiceId"] && agent["realtimeProvider"] == values["realtimeProvider"])
    #expect(
      JSON.object(remarks).description
        == JSON.object([
          "missingKeys": .array(keys), "usedDefaults": true, "finalModel": "gemini-2.0-flash", "finalStt": "gemini",
          "redirectUrl": "/organization?callbackUrl=/agents/create-agent/a",
        ]).description)
    #expect(try fallBack(values, owning: keys).remarks.isEmpty)
    #expect(try fallBack(values, owning: [], mode: "talkifai_keys").remarks.isEmpty)
    #expect(try fallBack(values, owning: Array(keys.dropLast())).remarks["missingKeys"] == [keys[keys.count - 1]])
  }

  @Test(
    "is saved unchanged if no key is needed",
    arguments: [
      [:], ["model": "claude"], ["model": "my-gpt"], ["stt": "whisper"], ["voiceId": "unknown"],
      ["realtimeProvider": "openai"],
      ["model": nil, "stt": nil, "voiceId": nil, "realtimeProvider": nil],
      ["agentArchitecture": "text", "stt": "deepgram", "voiceId": "sonic", "realtimeProvider": "gemini"],
      ["agentArchitecture": "realtime", "model": "gpt-4o", "stt": "deepgram", "voiceId": "sonic"],
    ] as [Members])
  func none(_ values: Members) throws {
    let (agent, remarks) = try fallBack(values, owning: [])
    #expect(remarks.isEmpty && values.allSatisfy { agent[$0.name] == $0.value })
  }

  @Test func `has no speech-to-text if it is a text agent`() throws {
    let (agent, remarks) = try fallBack(["agentArchitecture": "text", "model": "gpt-4o", "stt": nil], owning: [])
    #expect(agent["model"] == "gemini-2.0-flash" && agent["stt"]?.description == "null")
    #expect(remarks["finalModel"] == "gemini-2.0-flash" && remarks["finalStt"]?.description == "null")
  }

  @Test(
    "keeps its values if it is a realtime agent", arguments: [("openai", "openaiKey"), ("gemini", "googleKey")])
  func realtime(_ provider: String, _ key: String) throws {
    let values: Members = ["agentArchitecture": "realtime", "realtimeProvider": .string(provider), "model": nil]
    let (agent, remarks) = try fallBack(values, owning: [])
    #expect(values.allSatisfy { agent[$0.name] == $0.value } && agent["stt"] == nil)
    #expect(remarks["missingKeys"] == [.string(key)] && remarks["usedDefaults"] == false)
    #expect(remarks["finalModel"] == .null && remarks["finalStt"] == .null)
  }
}
