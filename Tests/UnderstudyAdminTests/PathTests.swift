import Foundation
import Testing
import Understudy
import UnderstudyTestSupport

/// Names that would be paths, if any name ever became one. `strace` of whole runs is in docs/threat-model.md.
@Suite("No name is a path", .waits) struct PathTests {
  private static let names = [
    "..", "../secret", "../../secret", "%2e%2e", "%2e%2e%2fsecret", "..%2fsecret", "%2e%2e%5csecret",
    "..%5c..%5csecret",
    "%252e%252e%252fsecret", "%c0%ae%c0%ae%c0%afsecret", "secret%00", "secret%00.json", "%2Fetc%2Fpasswd",
    "/etc/passwd",
    "file:%2f%2f%2fetc%2fpasswd", "~root", "%7eroot", "-rf", "%24(touch%20x)", "%60touch%20x%60",
    "x';DROP TABLE agent;--",
    "%27%3bDROP%20TABLE%20agent%3b--", "%7bseed%7d", "*", "con", "%0a", ".", "%ff%fe",
  ]
  private static let calls = [
    ("PUT", "/__admin/snapshots/NAME"), ("POST", "/__admin/snapshots/NAME/restore"),
    ("DELETE", "/__admin/snapshots/NAME"), ("GET", "/__admin/agents/NAME"),
    ("GET", "/__admin/agents/centerfy/NAME"),
    ("PUT", "/__admin/agents/centerfy/NAME"), ("DELETE", "/__admin/agents/centerfy/NAME"),
    ("GET", "/__admin/requests/NAME"), ("DELETE", "/__admin/requests/NAME"), ("GET", "/__admin/mappings/NAME"),
    ("PUT", "/__admin/scenarios/NAME/state"), ("GET", "/__admin/rules/NAME"), ("GET", "/__admin/openapi/NAME"),
    ("DELETE", "/__admin/sandboxes/NAME"), ("POST", "/__admin/seed/NAME"), ("GET", "/__admin/NAME"),
    ("GET", "/NAME"),
    ("GET", "/sandbox/NAME/__admin/export"), ("PUT", "/sandbox/NAME/__admin/snapshots/a"),
    ("PUT", "/functions/v1/crm-api/update-agent/NAME"), ("GET", "/NAME/secret"),
    ("GET", "/__admin/agents?collection=NAME"),
  ]

  @Test(
    "in any call, and nothing beside the database is read or written", arguments: ExternalProgram.sample(of: calls))
  func traversal(_ method: String, _ path: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("the secret of another file", to: "secret")
    try scratch.write("the secret of another file", to: "secret.json")
    try scratch.write("", to: "data/empty")
    let server = try FreshServer { $0.database = .file(scratch("data/agents.sqlite")) }
    let agents = try server.admin("GET", "/agents").json
    for name in Self.names {
      // Some are no request line at all, and the connection is closed.
      let answer = try? server.send(method, path.replacing("NAME", with: name))
      let text = answer?.text ?? ""
      #expect(!text.contains("the secret of") && !text.contains("root:"), "\(name)")
    }
    let files = FileManager.default.enumerator(atPath: scratch.path)?.compactMap { $0 as? String } ?? []
    let expected = ["agents.sqlite", "agents.sqlite-wal", "empty"].map { "data/\($0)" }
    #expect(files.sorted() == (["data", "secret", "secret.json"] + expected).sorted())
    #expect(try server.admin("GET", "/agents").json == agents)
  }

  @Test("A sandbox and a snapshot have names of letters, digits, dots, lines and dashes", arguments: names)
  func refused(_ name: String) throws {
    // These are names, and stay names; of a path, only the first step is one.
    guard !["", "-rf", "con"].contains(name.prefix { $0 != "/" }) else { return }
    let server = try FreshServer()
    for (method, path) in [("PUT", "/__admin/snapshots/\(name)"), ("GET", "/sandbox/\(name)/__admin/info")] {
      let answer = try? server.send(method, path)
      #expect(answer.map { (400...499).contains($0.status) } ?? true, "\(path)")
    }
    #expect(try server.admin("GET", "/snapshots")[at: "/snapshots"] == [])
    #expect(try server.admin("GET", "/sandboxes")[at: "/sandboxes"]?.array?.count == 1)
  }
}
