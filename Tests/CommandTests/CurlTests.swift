import Foundation
import Testing

/// The command of https://setup.centerfy.ai/api/update-agent/, with only the host changed.
@Suite("The vendor's own curl command") struct CurlTests {
  private static let curl = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test("It gets the documented answer", .enabled(if: curl != nil, "curl is not on this machine"))
  func documented() throws {
    let server = try Serving(["--clock", "2026-04-17T12:00:00Z"])
    defer { server.kill() }
    let command = #"""
      curl -X PUT \
        "http://127.0.0.1:$PORT/functions/v1/crm-api/update-agent/d8f2a229-2f5c-42ba-ac65-402f2c25fee2" \
        -H "x-api-key: cfy_your_api_key" \
        -H "Content-Type: application/json" \
        --silent --show-error --max-time 10 --noproxy '*' --write-out '\n%{http_code} %{content_type}' \
        -d '{
          "name": "docs api testing",
          "voice_id": "Sulafat",
          "max_duration": 30,
          "temperature": 0.7,
          "is_active": true
        }'
      """#
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", command]
    shell.environment = ["PORT": "\(server.port)", "PATH": "/usr/local/bin:/usr/bin:/bin"]
    let answer = Pipe()
    shell.standardOutput = answer
    try shell.run()
    let text = String(decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      text == """
        {"id":"d8f2a229-2f5c-42ba-ac65-402f2c25fee2","name":"docs api testing","is_active":true,\
        "updated_at":"2026-04-17T12:00:00Z"}
        200 application/json
        """)
  }
}
