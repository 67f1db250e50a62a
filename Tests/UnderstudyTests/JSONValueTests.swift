import Testing
import Understudy

@Suite("A JSON value") struct JSONValueTests {
  private let agent: MockServer.JSONValue = [
    "name": "Sales Bot", "temperature": 0.7, "max_duration": 30, "is_active": true, "voicemail": .null,
    "languages": [["code": "en"], ["code": "de"]],
  ]

  @Test func `is read by pointer`() {
    #expect(agent["/name"]?.string == "Sales Bot" && agent["/temperature"]?.double == 0.7)
    #expect(agent["/max_duration"]?.int == 30 && agent["/is_active"]?.bool == true)
    #expect(agent["/languages/1/code"] == "de" && agent["/languages"]?.elements?.count == 2)
    #expect(agent["/voicemail"] == .null && agent["/nothing"] == nil && agent["name"] == nil)
    #expect(agent["/temperature"]?.int == nil && agent["/name"]?.double == nil)
    #expect(agent[""] == agent)
  }

  @Test func `keeps the order of members and the digits of numbers, and is compared as data`() throws {
    let text = #"{"b":1.50,"a":[true,null]}"#
    let value = try MockServer.JSONValue(text: text)
    #expect(value.description == text && value.members?.map(\.name) == ["b", "a"])
    #expect(value == ["a": [true, .null], "b": 1.5])
    #expect(throws: (any Error).self) { try MockServer.JSONValue(text: "{") }
  }

  @Test func `becomes a type of one's own`() throws {
    struct Agent: Decodable { let name: String, temperature: Double }
    let decoded: Agent = try agent.decode()
    #expect(decoded.name == "Sales Bot" && decoded.temperature == 0.7)
    #expect(throws: DecodingError.self) { try agent.decode(as: [Int].self) }
  }

  @Test func `is made of what is no literal`() {
    let (text, count, part, flag) = ("x", 1, 0.5, false)
    #expect(
      MockServer.JSONValue(text) == "x" && MockServer.JSONValue(count) == 1 && MockServer.JSONValue(part) == 0.5
        && MockServer.JSONValue(flag) == false)
    #expect(MockServer.JSONValue(Double.infinity) == nil)
  }
}
