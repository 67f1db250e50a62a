import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The server's own pages", .waits) struct ServerPageTests {
  static let paths = ["/", "/health", "/favicon.ico", "/robots.txt"]
  private static let browser: KeyValuePairs = ["Accept": "text/html,application/xhtml+xml,*/*;q=0.8"]

  @Test("lead a browser to the dashboard of the sandbox", arguments: paths + ["", "/__admin", "/__admin/"])
  func browser(_ path: String) throws {
    let server = try FreshServer()
    for (prefix, fields) in [
      ("", Self.browser), ("/sandbox/x", Self.browser), ("/sandbox/x", ["Accept": "TEXT/HTML"]),
    ]
    where prefix + path != "" {
      let answer = try server.send("GET", prefix + path, "", fields)
      #expect(answer.status == 302 && answer["Location"] == "\(prefix)/__admin/ui", "\(prefix)\(path)")
    }
    let header: KeyValuePairs = ["Accept": "text/html", "X-Understudy-Sandbox": "y"]
    #expect(try server.send("GET", path.isEmpty ? "/" : path, "", header)["Location"] == "/sandbox/y/__admin/ui")
  }

  @Test("are small JSON for other clients", arguments: paths, ["", "/sandbox/x"])
  func json(_ path: String, _ prefix: String) throws {
    let server = try FreshServer()
    for fields in [[:], ["Accept": "*/*"]] as [KeyValuePairs<String, String>] {
      let answer = try server.send("GET", prefix + path, "", fields)
      #expect(answer.status == 200 && answer["Content-Type"] == "application/json")
      #expect(try answer[at: "/status"] == "healthy")
      #expect(try answer[at: "/dashboard"] == .string("\(prefix)/__admin/ui"))
      #expect(answer.body.count < 3000)
    }
    #expect(try server.send("HEAD", prefix + path).status == 200)
  }

  @Test("list the calls of a sandbox", arguments: ["/", "/sandbox/x", "/sandbox/x/"])
  func calls(_ path: String) throws {
    let endpoints = try #require(try FreshServer().send("GET", path)[at: "/endpoints"]?.array)
    let prefix = path == "/" ? "" : "/sandbox/x"
    #expect(endpoints.contains(.string("PUT, GET, DELETE \(prefix)/talkifai/v1/agents/{agentId}")))
    #expect(endpoints.contains(.string("PATCH, GET, DELETE \(prefix)/voicebip/v1/agents/{agent_id}")))
  }

  @Test("of the control plane list its routes", arguments: [nil, "x"])
  func routes(_ sandbox: String?) throws {
    let routes = try #require(try FreshServer().admin("GET", "", in: sandbox)[at: "/routes"]?.array)
    let path = (sandbox.map { "/sandbox/\($0)" } ?? "") + "/__admin/requests/{id}"
    let route = try #require(routes.first { $0.members?["path"] == .string(path) }?.members)
    #expect(route["method"] == "GET" && route["summary"] == "One request and its response")
    #expect(try FreshServer().admin("POST", "").status == 405)
  }

  @Test("are neither counted nor in the journal", arguments: paths)
  func recorded(_ path: String) throws {
    let server = try FreshServer()
    for fields in [[:], Self.browser] as [KeyValuePairs<String, String>] {
      _ = try server.send("GET", path, "", fields)
    }
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", "/metrics").text.contains(#"findings_total{kind="unmatched"} 0"#))
    #expect(try !server.admin("GET", "/metrics").text.contains(#"requests_total{"#))
  }

  @Test("give way to a mapping, which is counted as any other", arguments: paths)
  func mapping(_ path: String) throws {
    let server = try FreshServer()
    try server.map(#"{"request":{"urlPath":"\#(path)"},"response":{"status":418}}"#)
    for fields in [[:], Self.browser] as [KeyValuePairs<String, String>] {
      #expect(try server.send("GET", path, "", fields).status == 418)
    }
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 2)
    #expect(try server.admin("GET", "/requests/unmatched")[at: "/requests"] == [])
    #expect(try server.send("GET", path, "", ["X-Understudy-Sandbox": "other"]).status == 200)
  }

  @Test func `do not wait for a sandbox's delay, and a mapping for another path leaves them as they are`() throws {
    let server = try FreshServer()
    try server.map(#"{"request":{"urlPath":"/elsewhere"},"response":{"status":418}}"#)
    #expect(try server.admin("POST", "/settings", #"{"fixedDelay":3600000}"#).status == 200)
    #expect(try server.send("GET", "/health").status == 200)
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 0)
  }

  @Test("are for these paths and methods only, and not at a vendor's host or prefix", arguments: paths)
  func others(_ path: String) throws {
    let server = try FreshServer()
    #expect(try server.send("PUT", path, "", Self.browser).status == 404)
    #expect(try server.send("GET", path + "x", "", Self.browser).status == 404)
    #expect(try server.send("GET", path, "", ["Host": "api.trillet.ai"]).status == 404)
    #expect(try server.send("GET", "/trillet\(path)").status == 404)
    #expect(try server.admin("GET", "/requests/unmatched")[at: "/requests"]?.array?.count == 4)
  }
}
