import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The log, on standard error", .waits) struct LogTests {
  @Test("JSON is one object a line, with method, path and status", arguments: Given.allCases)
  func json(_ given: Given) throws {
    let server = try given.serving(("log-format", "json"))
    defer { server.kill() }
    #expect(try server.update(#"{"name":"A"}"#).status == 200)
    #expect(try server.update(#"{"temperature":7}"#).status == 400)
    #expect(try server.get("/nowhere").status == 404)
    let lines = try server.stop().errors.split(separator: "\n").map { line in
      try #require(try JSON(text: String(line)).members)
    }
    #expect(lines.map { $0["message"] } == ["seeds", "dashboard", "answered", "answered", "answered", "stopping"])
    #expect(lines.first?["from"] == "seed-data" && lines.first?["agents"]?.string == "\(Repository.agents)")
    #expect(lines.dropFirst().first?["url"]?.string == "http://127.0.0.1:\(server.port)/__admin/ui")
    let requests = lines.dropFirst(2).dropLast()
    #expect(requests.map { $0["method"] } == ["PUT", "PUT", "GET"])
    #expect(requests.map { $0["path"]?.string } == [Centerfy.salesBot.path, Centerfy.salesBot.path, "/nowhere"])
    #expect(requests.map { $0["status"] } == [200, 400, 404])
    #expect(requests.map { $0["rule"] } == [nil, "centerfy.temperature.range", nil])
    #expect(requests.map { $0["endpoint"] } == ["centerfy", "centerfy", nil])
    #expect(lines.allSatisfy { $0["level"] == "info" && $0["time"]?.string?.count == 20 })
  }

  @Test func `Text is one line a request`() throws {
    let server = try Serving()
    defer { server.kill() }
    for name in 1...3 { #expect(try server.update(#"{"name":"\#(name)"}"#).status == 200) }
    let lines = try server.stop().errors.split(separator: "\n")
    #expect(
      lines.count == 6 && lines[1].hasSuffix(" info dashboard url=http://127.0.0.1:\(server.port)/__admin/ui"))
    for line in lines.dropFirst(2).dropLast() {
      #expect(line.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info answered .*method=PUT .*status=200/))
      #expect(line.contains(" path=\(Centerfy.salesBot.path) "))
    }
  }

  @Test("A level above info silences requests", arguments: ["notice", "warning", "error", "critical"])
  func level(_ level: String) throws {
    let server = try Serving(["--log-level", level])
    defer { server.kill() }
    #expect(try server.update(#"{"name":"A"}"#).status == 200)
    #expect(try server.stop().errors == "")
  }

  @Test(
    "An unknown variable is a warning, which only errors silence",
    arguments: [
      ("info", true), ("warning", true), ("error", false),
    ])
  func warning(_ level: String, _ isSaid: Bool) throws {
    let server = try Serving([], ["UNDERSTUDY_LOG_LEVEL": level, "UNDERSTUDY_PROT": "1"])
    defer { server.kill() }
    let errors = try server.stop().errors
    #expect(errors.contains(" warning the environment variable UNDERSTUDY_PROT is unknown") == isSaid)
  }

  @Test("It has nothing of an accepted value, a query or a credential", arguments: ["text", "json"])
  func secrets(_ format: String) throws {
    let server = try Serving(["--log-format", format, "--log-level", "trace"])
    defer { server.kill() }
    let bodies = [#"{"name":"SECRET"}"#, #"{"name":["SECRET"]}"#, #"{"name":{"SECRET":1}}"#, "SECRET"]
    let headers = ["x-api-key: SECRET", "Authorization: Bearer SECRET", "Cookie: SECRET", "X-Other: SECRET"]
    for header in headers + ["x-api-key: cfy_your_api_key\r\nCookie: SECRET"] {
      for body in bodies {
        let request = Centerfy.salesBot.request(body).replacing("x-api-key: cfy_your_api_key", with: header)
          .replacing(" HTTP/1.1", with: "?key=SECRET HTTP/1.1")
        #expect(try [200, 400, 401].contains(server.client().exchange(request).status))
      }
    }
    let targets = [
      "http://SECRET:SECRET@localhost/x", "http://SECRET@localhost?a", "SECRET@localhost/x", "a:SECRET@b@c",
    ]
    for target in targets { _ = try server.client().exchange("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n") }
    let log = try server.stop().errors
    #expect(log.split(separator: "\n").count == bodies.count * (headers.count + 1) + targets.count + 3)
    #expect(!log.contains("SECRET") && !log.contains("cfy_your_api_key"))
  }

  /// Paths of requests that the server answers, or that libmicrohttpd refuses.
  static let paths = [
    "/\u{1B}[31mred", "/\u{7}\u{1}\u{8}", "/\u{B}\u{C}\u{7F}", "/\u{85}\u{2028}\u{2029}\u{202E}", "/é\u{301}",
    "/\"status=200", "/x\tstatus=200", "/x\" status=200 y=\"", "/x=y", "/\\", "/%0A%0D", "/a\tb", "/\u{FF}",
  ]

  @Test("A path cannot break a line, nor forge a detail", arguments: ["text", "json"])
  func controlCharacters(_ format: String) throws {
    let server = try Serving(["--log-format", format])
    defer { server.kill() }
    for (number, path) in Self.paths.enumerated() {
      _ = try server.get(path)
      #expect(try server.get("/after\(number)").status == 404)
    }
    let log = try server.stop().errors
    let invisible: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
    #expect(log.unicodeScalars.allSatisfy { $0 == "\n" || !invisible.contains($0.properties.generalCategory) })
    let lines = log.split(separator: "\n")
    #expect(lines.count(where: { $0.contains("answered") || $0.contains("refused") }) == lines.count - 3)
    #expect(Self.paths.indices.allSatisfy { number in lines.contains { $0.contains("/after\(number)") } })
    for line in lines {
      switch format {
      case "json": #expect(try JSON(text: String(line)).members?["status"] != 200)
      default:
        let details = try #require(
          line.wholeMatch(of: /\S+Z (?:info|warning) \w+((?: [a-z]+=(?:[^\s"=]+|"(?:[^"\\]|\\.)+"))+)/)
        ).1
        #expect(!details.replacing(/"(?:[^"\\]|\\.)+"/, with: "").contains("status=200"))
      }
    }
  }
}
