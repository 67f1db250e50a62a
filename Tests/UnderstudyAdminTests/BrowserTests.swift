import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A web page", .waits) struct BrowserTests {
  @Test(
    "reaches the control plane only from this machine or where it was let",
    arguments: [
      ("Origin", "http://localhost:3000", true), ("Origin", "https://127.0.0.1", true),
      ("Origin", "http://[::1]:8080", true), ("Origin", "https://app.example.com", true),
      ("Origin", "https://APP.example.com", true), ("Origin", "https://app.example.com:444", false),
      ("Origin", "http://app.example.com", false), ("Origin", "null", false), ("Origin", "http://evil.com", false),
      ("Origin", "http://localhost.evil.com", false), ("Origin", "http://127.0.0.1.evil.com", false),
      ("Origin", "http://evil.com/localhost", false), ("Origin", "file://", false),
      ("Origin", "http://[::1].evil.com", false), ("Origin", "http://[::1]evil.com", false),
      ("Origin", "http://[localhost]", false), ("Origin", "http://[127.0.0.1]", false),
      ("Origin", "http://localhost:80@evil.com", false), ("Origin", "http://localhost@evil.com", false),
      ("Origin", "http://localhost:evil", false), ("Origin", "http://[::1", false), ("Origin", "http://::1", false),
      ("Host", "localhost:", true), ("Host", "[::1].evil.com", false), ("Host", "[::1]evil.com:4010", false),
      ("Host", "[::1].evil.com:4010", false), ("Host", "[localhost]", false), ("Host", "[mock]", false),
      ("Host", "localhost:80@evil.com", false), ("Host", "127.0.0.1:a", false), ("Host", "localhost:+80", false),
      ("Host", "127.0.0.1.evil.com", false), ("Host", "mock@evil.com", false), ("Host", "mock:401000", false),
      ("Host", "localhost:4010", true), ("Host", "127.0.0.1:4010", true), ("Host", "[::1]:4010", true),
      ("Host", "192.168.1.5", true), ("Host", "mock:4010", true), ("Host", "Mock.", true),
      ("Host", "evil.com", false), ("Host", "localhost.evil.com:4010", false), ("Host", "mock.evil.com", false),
    ])
  func originPolicy(_ name: String, _ value: String, _ isAdmitted: Bool) throws {
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

  /// What Chromium sends when a page of evil.example does this.
  enum Attack: CaseIterable {
    case image, script, frame, form, formOfSandboxedFrame, beacon, fetch, preflight, reboundPage, reboundFetch

    var method: String {
      switch self {
      case .image, .script, .frame, .reboundPage: "GET"
      case .preflight: "OPTIONS"
      default: "POST"
      }
    }

    var fields: KeyValuePairs<String, String> {
      switch self {
      case .image: Self.from("cross-site", "no-cors", "image")
      case .script: Self.from("cross-site", "no-cors", "script")
      case .frame: Self.from("cross-site", "navigate", "iframe")
      case .form: Self.from("cross-site", "navigate", "document", "https://evil.example")
      case .formOfSandboxedFrame: Self.from("cross-site", "navigate", "iframe", "null")
      case .beacon: Self.from("cross-site", "no-cors", "empty", "https://evil.example")
      case .fetch: Self.from("cross-site", "cors", "empty", "https://evil.example")
      case .preflight:
        [
          "Origin": "https://evil.example", "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type", "Access-Control-Request-Private-Network": "true",
          "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty",
        ]
      case .reboundPage:
        [
          "Host": "evil.example:4010", "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate",
          "Sec-Fetch-Dest": "document",
        ]
      case .reboundFetch:
        [
          "Host": "evil.example:4010", "Origin": "http://evil.example:4010", "Sec-Fetch-Site": "same-origin",
          "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Content-Type": "application/json",
        ]
      }
    }

    private static func from(
      _ site: String, _ mode: String, _ destination: String, _ origin: String? = nil
    ) -> KeyValuePairs<String, String> {
      guard let origin else {
        return ["Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination]
      }
      return [
        "Origin": origin, "Content-Type": "text/plain", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode,
        "Sec-Fetch-Dest": destination,
      ]
    }
  }

  @Test func `under a name that only begins as an address has no page of its own`() throws {
    let host = "[::1].evil.example:4010"
    let fields: KeyValuePairs = ["Host": host, "Origin": "http://\(host)", "Sec-Fetch-Site": "same-origin"]
    #expect(try FreshServer().send("DELETE", "/__admin/requests", "", fields).status == 403)
  }

  @Test("of another site changes nothing and reads nothing", arguments: Attack.allCases)
  func attack(_ attack: Attack) throws {
    let server = try FreshServer()
    let fault = #"{"understudy":{"error":500}}"#
    for path in ["/__admin/mappings", "/sandbox/a/__admin/mappings"] {
      let answer = try server.send(attack.method, path, attack.method == "POST" ? fault : "", attack.fields)
      #expect(answer.status == 403 && answer.fields.allSatisfy { !$0.name.hasPrefix("Access-Control") })
      #expect(!answer.text.contains("mappings"))
    }
    #expect(try server.admin("GET", "/sandboxes")[at: "/sandboxes"]?.array?.count == 1)
    #expect(try server.admin("GET", "/mappings")[at: "/meta/total"] == 0)
  }

  @Test(
    "of this machine, a followed link and a program without a browser are let in",
    arguments: [
      ["Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"],
      ["Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"],
      ["Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"],
      ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"],
      ["Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"], [:],
    ] as [KeyValuePairs<String, String>])
  func welcome(_ fields: KeyValuePairs<String, String>) throws {
    #expect(try FreshServer().send("GET", "/__admin/mappings", "", fields).status == 200)
  }

  private static let page = "https://app.example.com"

  @Test func `of any origin may call the vendors' surfaces: asked first, before credentials`() throws {
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
