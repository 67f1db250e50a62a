import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// Trillet's pages: the ElevenLabs key "will be encrypted and stored securely".
@Suite("A client's ElevenLabs key", .waits) struct SecretTests {
  private static let key = "sk_4f9c27d1b8e35a60-of-a-real-customer"

  @Test("is in nothing that the server answers, logs, prints or writes", arguments: ["text", "json"])
  func nowhere(_ format: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving([
      "--database", scratch("agents.sqlite"), "--log-level", "trace", "--log-format", format,
    ])
    defer { server.kill() }
    let bodies = [
      #"{"llmModel":"gpt-5","ttsModel":{"provider":"11labs_byo","elevenLabsApiKey":"KEY"}}"#,
      #"{"llmModel":"gpt-5","ttsModel":{"provider":"rime","elevenLabsApiKey":"KEY"}}"#,
      #"{"llmModel":"gpt-5","ttsModel":{"provider":"11labs_byo","elevenLabsApiKey":["KEY"]}}"#,
      #"{"llmModel":"gpt-5","settings":{"elevenLabsApiKey":"KEY","a":[{"eleven_labs_key":"KEY"}]}}"#,
      #"{"llmModel":"gpt-5","variables":{"ElevenLabsAPIKey":["KEY"]}}"#,
      #"{"llmModel":"gpt-5","elevenLabsApiKey":"KEY"}"#, #"{"elevenLabsApiKey":"KEY""#, #""KEY""#, "KEY",
    ]
    var answers = ""
    for body in bodies.map({ $0.replacing("KEY", with: Self.key) }) {
      let answer = try server.client().exchange(
        """
        PUT /v1/api/agents/agentIdExample HTTP/1.1\r
        Host: localhost\r
        x-workspace-id: workspaceIdExample\r
        Content-Length: \(body.utf8.count)\r
        \r
        \(body)
        """)
      answers += "\(answer.status) \(answer.fields) \(answer.text)\n"
    }
    // Whose body is nothing but the key is kept as it is.
    for path in ["/agents", "/changes", "/audit", "/export", "/requests?limit=\(bodies.count - 1)"] {
      let answer = try server.get("/__admin\(path)")
      #expect(answer.status == 200 && (path.hasPrefix("/requests") || !answer.text.contains(Self.key)), "\(path)")
    }
    let shown = try JSON(reading: server.get("/__admin/requests").body)
    let requests = try #require(Pointer("/requests").flatMap { shown[$0]?.array })
    #expect(requests.filter { $0.description.contains(Self.key) }.count == 2)
    #expect(answers.contains(#""elevenLabsApiKey":"enc_"#) && answers.contains("400"))
    let ending = try server.stop()
    #expect(ending.errors.contains("trillet-call"))
    for text in [answers, ending.output, ending.errors] { #expect(!text.contains(Self.key)) }
    for file in try FileManager.default.contentsOfDirectory(atPath: scratch.path) {
      let bytes = try Data(contentsOf: URL(filePath: scratch(file)))
      #expect(!bytes.isEmpty && bytes.range(of: Data(Self.key.utf8)) == nil, "\(file)")
    }
  }
}
