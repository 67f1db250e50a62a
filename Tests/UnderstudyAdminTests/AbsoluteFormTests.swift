import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// As clients send them that take the server for a proxy.
@Suite("A target with a host in it", .waits) struct AbsoluteFormTests {
  @Test(
    "reaches the control plane, a sandbox and a vendor",
    arguments: [
      ("GET", "/__admin/health", 200), ("GET", "/__admin/nothing", 404), ("GET", "/sandbox/a/__admin/info", 200),
      ("GET", "/sandbox/..%2f/__admin/info", 400), ("PUT", FreshServer.path, 200),
      ("PUT", "/sandbox/a\(FreshServer.path)", 200), ("PUT", "/sandbox/a\(FreshServer.path)?x=/sandbox/b", 200),
    ])
  func reaches(_ method: String, _ path: String, _ status: Int) throws {
    let server = try FreshServer()
    let answers = try ["", "http://127.0.0.1:4010"].map { origin in
      try server.send(method, origin + path, method == "PUT" ? #"{"max_duration":9}"# : "", FreshServer.fields(nil))
    }
    #expect(answers.map(\.status) == [status, status])
  }

  @Test func `changes the sandbox that it names`() throws {
    let server = try FreshServer()
    _ = try server.send(
      "PUT", "http://localhost/sandbox/a\(FreshServer.path)", #"{"max_duration":9}"#, FreshServer.fields(nil))
    #expect(try server.admin("GET", "/requests", in: "a").text.contains("max_duration"))
    #expect(try !server.admin("GET", "/requests").text.contains("max_duration"))
  }

  @Test func `is refused by the control plane if that host is another's, whatever the header says`() throws {
    let server = try FreshServer()
    let answer = try server.send("GET", "http://evil.example/__admin/health", "", ["Host": "localhost"])
    #expect(answer.status == 403)
  }

  @Test func `leads a browser to the dashboard`() throws {
    let answer = try FreshServer().send("GET", "http://127.0.0.1/", "", ["Accept": "text/html"])
    #expect(answer["Location"] == "/__admin/ui")
  }
}
