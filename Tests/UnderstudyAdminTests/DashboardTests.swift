import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The dashboard's files", .waits) struct DashboardTests {
  @Test(
    "are served with their types, and with a policy that lets nothing in from elsewhere",
    arguments: [
      ("/ui", "text/html"), ("/ui/frame.css", "text/css"), ("/ui/app.js", "text/javascript"),
    ])
  func files(_ path: String, _ type: String) throws {
    let server = try FreshServer()
    for sandbox in [nil, "a"] {
      let answer = try server.admin("GET", path, in: sandbox)
      #expect(answer.status == 200 && answer["Content-Type"] == "\(type); charset=utf-8")
      #expect(answer["Cache-Control"] == "no-cache" && answer["X-Content-Type-Options"] == "nosniff")
      #expect(answer["Referrer-Policy"] == "no-referrer" && answer["Cross-Origin-Opener-Policy"] == "same-origin")
      let policy = try #require(answer["Content-Security-Policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; ") && !policy.contains("unsafe"))
    }
  }

  /// The paths that each file names, read from the page on.
  private func namedPaths() throws -> [String: Set<String>] {
    let server = try FreshServer()
    var (unread, named) = (["/ui"], [String: Set<String>]())
    while let path = unread.popLast() {
      guard named[path] == nil else { continue }
      let answer = try server.admin("GET", path)
      #expect(answer.status == 200, "\(path)")
      let paths = answer.text.matches(of: /"(?:\.\/|ui\/)([a-z-]+\.(?:js|css))"/).map { "/ui/\($0.1)" }
      named[path] = Set(paths)
      unread += paths
    }
    return named
  }

  @Test func `import each other in one direction only`() throws {
    var remaining = try namedPaths()
    while let ready = remaining.first(where: { $0.value.isDisjoint(with: remaining.keys) }) {
      remaining[ready.key] = nil
    }
    #expect(remaining.isEmpty)
  }

  @Test func `are all there: what a file names is served too`() throws {
    let read = try Set(namedPaths().keys)
    let folder = URL(filePath: #filePath).appending(path: "../../../Sources/UnderstudyAdmin/UI").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let names = files.map { "/ui/\($0.lastPathComponent)" }.filter { $0 != "/ui/index.html" }
    #expect(read == Set(names + ["/ui"]))
  }

  @Test func `and no others: nothing is read from the disk`() throws {
    let server = try FreshServer()
    for name in ["Gate.swift", "index.html", "%2e%2e%2fGate.swift", "app.js%00", "nothing.js"] {
      #expect(try server.admin("GET", "/ui/\(name)").status == 404, "\(name)")
    }
    #expect(try server.admin("POST", "/ui").status == 405)
  }

  @Test func `A page of this server may send requests to it, under any of its names`() throws {
    let server = try FreshServer { $0.adminHosts = ["mock"] }
    for (host, origin) in [("mock:4010", "http://mock:4010"), ("192.168.1.5:4010", "https://192.168.1.5:4010")] {
      let fields: KeyValuePairs = ["Host": host, "Origin": origin]
      #expect(try server.send("DELETE", "/__admin/requests", "", fields).status == 200)
    }
    for (host, origin) in [
      ("mock:4010", "http://mock"), ("mock:4010", "http://evil.com"), ("evil.com", "http://evil.com"),
      ("192.168.1.5:4010", "http://192.168.1.6:4010"), ("mock:4010", "null"),
    ] {
      let fields: KeyValuePairs = ["Host": host, "Origin": origin]
      #expect(try server.send("DELETE", "/__admin/requests", "", fields).status == 403, "\(origin)")
    }
  }
}
