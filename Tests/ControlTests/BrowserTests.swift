import JSON
import TestSupport
import Testing
import Understudy

@Suite("A web page") struct BrowserTests {
  @Test(
    "reaches the control plane only from this machine or where it was let",
    arguments: [
      ("Origin", "http://localhost:3000", true), ("Origin", "https://127.0.0.1", true),
      ("Origin", "http://[::1]:8080", true), ("Origin", "https://app.example.com", true),
      ("Origin", "https://APP.example.com", true), ("Origin", "https://app.example.com:444", false),
      ("Origin", "http://app.example.com", false), ("Origin", "null", false), ("Origin", "http://evil.com", false),
      ("Origin", "http://localhost.evil.com", false), ("Origin", "http://127.0.0.1.evil.com", false),
      ("Origin", "http://evil.com/localhost", false), ("Origin", "file://", false),
      ("Host", "localhost:4010", true), ("Host", "127.0.0.1:4010", true), ("Host", "[::1]:4010", true),
      ("Host", "192.168.1.5", true), ("Host", "mock:4010", true), ("Host", "Mock.", true),
      ("Host", "evil.com", false), ("Host", "localhost.evil.com:4010", false), ("Host", "mock.evil.com", false),
    ])
  func gate(_ name: String, _ value: String, _ isAdmitted: Bool) throws {
    let server = try FreshServer {
      $0.adminOrigins = ["https://app.example.com"]
      $0.adminHosts = ["mock"]
    }
    let fields: KeyValuePairs = name == "Host" ? ["Host": value] : ["Origin": value]
    let answer = try server.send("DELETE", "/__admin/requests", "", fields)
    #expect(answer.status == (isAdmitted ? 200 : 403))
    let allowed = isAdmitted && name == "Origin" ? value : nil
    #expect(answer["Access-Control-Allow-Origin"] == allowed)
    if !isAdmitted { #expect(answer.text.contains(name == "Host" ? "--admin-host" : "--admin-origin")) }
    let preflight = try server.send("OPTIONS", "/__admin/requests", "", fields)
    if name == "Origin" { #expect(preflight.status == (isAdmitted ? 204 : 403)) }
  }

  private static let page = "https://app.example.com"

  @Test func `of any origin may call the vendors' endpoints: asked first, before credentials`() throws {
    let server = try FreshServer()
    let preflight = try server.send(
      "OPTIONS", FreshServer.path, "",
      [
        "Origin": Self.page, "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-api-key,content-type",
        "Access-Control-Request-Private-Network": "true",
      ])
    #expect(preflight.status == 204 && preflight["Access-Control-Allow-Origin"] == Self.page)
    let methods = preflight["Access-Control-Allow-Methods"]?.split(separator: ", ") ?? []
    #expect(methods.contains("PUT") && methods.contains("PATCH"))
    #expect(preflight["Access-Control-Allow-Headers"] == "x-api-key,content-type")
    #expect(preflight["Access-Control-Allow-Private-Network"] == "true" && preflight["Vary"] == "Origin")
    let answer = try server.send(
      "PUT", FreshServer.path, "{}",
      ["Origin": Self.page, "x-api-key": "nobody", "Content-Type": "application/json"])
    #expect(answer.status == 401 && answer["Access-Control-Allow-Origin"] == Self.page)
    #expect(answer["Access-Control-Expose-Headers"]?.contains("X-Understudy-Rule") == true)
    #expect(
      try server.admin("GET", "/requests")[at: "/meta/total"] == 1, "a preflight is no request of the client's")
  }

  @Test func `is told nothing where it was not asked for, or is switched off`() throws {
    let server = try FreshServer { $0.origins = .none }
    #expect(try FreshServer().update("{}").fields.allSatisfy { !$0.name.hasPrefix("Access-Control") })
    let fields: KeyValuePairs = ["Origin": Self.page, "Access-Control-Request-Method": "PUT"]
    #expect(try server.send("OPTIONS", FreshServer.path, "", fields).status == 405)
    #expect(try server.send("PUT", FreshServer.path, "{}", fields)["Access-Control-Allow-Origin"] == nil)
  }
}
