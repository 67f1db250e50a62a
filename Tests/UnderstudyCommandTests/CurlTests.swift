import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// The commands of the vendors' pages, with only the host changed.
@Suite("The vendors' own curl commands", .waits, .tags(.external), .needs(.curl))
struct CurlTests {
  private func run(_ command: String) throws -> String {
    let server = try Serving(["--clock", "2026-04-17T12:00:00Z"])
    defer { server.kill() }
    let options = #"curl() { command curl --silent --show-error --max-time 300 --noproxy '*' "$@"; }"#
    return try Script.run(["sh", "-c"], "\(options)\n\(command)", port: server.port)
  }

  @Test func `Centerfy's gets the documented answer`() throws {
    let answer = try run(
      #"""
      curl -X PUT \
        "http://127.0.0.1:$PORT/functions/v1/crm-api/update-agent/d8f2a229-2f5c-42ba-ac65-402f2c25fee2" \
        -H "x-api-key: cfy_your_api_key" \
        -H "Content-Type: application/json" \
        -d '{
          "name": "docs api testing",
          "voice_id": "Sulafat",
          "max_duration": 30,
          "temperature": 0.7,
          "llm_model": "gpt-4o-mini",
          "is_active": true
        }'
      """#)
    #expect(
      answer == """
        {"id":"d8f2a229-2f5c-42ba-ac65-402f2c25fee2","name":"docs api testing","is_active":true,\
        "updated_at":"2026-04-17T12:00:00Z"}
        """)
  }

  @Test func `TalkifAI Studio's gets an answer of the documented form`() throws {
    let answer = try run(
      #"""
      curl -X PUT "http://127.0.0.1:$PORT/api/agents/agent_abc123" \
        -H "Authorization: Bearer YOUR_SESSION_TOKEN" \
        -H "Content-Type: application/json" \
        -d '{
          "name": "Updated Support Bot",
          "temperature": 0.5,
          "mode": "public"
        }'
      """#)
    let agent = try #require(JSON(text: answer).members?["agent"]?.members)
    #expect(agent["name"] == "Updated Support Bot" && agent["temperature"] == 0.5 && agent["mode"] == "public")
    #expect(agent["id"] == "agent_abc123" && agent["updatedAt"] == "2026-04-17T12:00:00Z")
    #expect(answer.hasPrefix(#"{"success":true,"agent":{"id":"agent_abc123","name":"Updated Support Bot","#))
    #expect(agent.last?.name == "VoiceOption")
  }

  /// The page's command is a form with placeholders: `<string>` and `123`.
  @Test func `TalkifAI's public one, filled in, gets an answer of the documented form`() throws {
    let answer = try run(
      #"""
      curl --request PUT \
        --url "http://127.0.0.1:$PORT/v1/agents/5b710eca-ee67-4c3a-aeb6-8b541f451b40" \
        --header 'Content-Type: application/json' \
        --header 'x-api-key: tk_live_owner' \
        --data '
      {
        "name": "Customer Support Bot",
        "description": "Handles tier-1 support queries",
        "sysMsg": "You are a helpful customer support agent for Acme Corp. Be concise and friendly.",
        "model": "gpt_4o_mini",
        "stt": "deepgram",
        "voiceId": "gemini-leda-en",
        "realtimeProvider": "openai",
        "greetingType": "agentFirst",
        "greetingMessage": "Hello! How can I help you today?",
        "lastMessage": "Is there anything else I can help you with?",
        "temperature": 0.7,
        "inactivityTimeout": 35,
        "mode": "public",
        "languages": [
          "en"
        ],
        "functionCallingEnabled": true,
        "enabledFunctions": [
          "end_call"
        ],
        "enabledCustomFunctions": [
          "lookup_order"
        ]
      }
      '
      """#)
    let document = try #require(JSON(text: answer).members)
    let agent = try #require(document["data"]?.members?["agent"]?.members)
    #expect(document["success"] == true && agent["inactivityTimeout"] == 35)
    #expect(agent["languages"]?.array?.first?.members?.map(\.name) == ["id", "language"])
    #expect(
      agent.map(\.name) == [
        "id", "name", "description", "agentArchitecture", "model", "stt", "voiceId", "realtimeProvider", "sysMsg",
        "greetingType", "greetingMessage", "temperature", "inactivityTimeout", "lastMessage", "mode",
        "functionCallingEnabled", "enabledFunctions", "enabledCustomFunctions", "languages", "userId",
        "organizationId", "createdAt", "updatedAt",
      ])
  }

  @Test("A host name reaches a vendor as a network alias does", arguments: ["", "/voicebip"])
  func host(_ prefix: String) throws {
    let answer = try run(
      #"""
      curl --resolve "api.voicebip.com:$PORT:127.0.0.1" -X PATCH \
        "http://api.voicebip.com:$PORT\#(prefix)/v1/agents/agt_PAEZ_njcfm2kycpjs" \
        -H "Authorization: Bearer pk_test_voicebip_example" -H "Content-Type: application/json" \
        -d '{"ai_provider":"byom","webhook_url":"https://your-server.com/voicebip/byom"}'
      """#)
    #expect(try JSON(text: answer).members?["ai_provider"] == "byom")
  }
}
