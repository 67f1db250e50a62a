import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("An import of mappings", .waits) struct MappingImportTests {
  private let server: FreshServer

  init() throws { server = try FreshServer() }

  private static func id(_ number: Int) -> String { "6f3c1b8e-0000-4000-8000-00000000000\(number)" }

  private static func mapping(_ number: Int, status: Int) -> String {
    #"{"id":"\#(id(number))","request":{"urlPath":"/\#(number)"},"response":{"status":\#(status)}}"#
  }

  private func add(_ mappings: String..., options: String = "{}") throws -> RawAnswer {
    try server.admin(
      "POST", "/mappings/import",
      #"{"mappings":[\#(mappings.joined(separator: ","))],"importOptions":\#(options)}"#)
  }

  /// The statuses of the mappings, in the order in which they are tried.
  private func statuses() throws -> [JSON?] {
    try server.admin("GET", "/mappings")[at: "/mappings"]?.array?.map {
      $0.members?["response"]?.members?["status"]
    } ?? []
  }

  @Test func `adds its mappings, of which the first is tried first`() throws {
    let answer = try add(
      #"{"request":{"urlPathPattern":"/.*"},"response":{"status":501}}"#,
      #"{"request":{"urlPathPattern":"/.*"},"response":{"status":502}}"#, Self.mapping(1, status: 503))
    #expect(answer.status == 200 && answer.text == "{}")
    #expect(try statuses() == [501, 502, 503])
    #expect(try server.send("GET", "/1").status == 501)
    #expect(try server.admin("POST", "/mappings/import", #"{"mappings":[]}"#).status == 200)
  }

  @Test(
    "replaces a mapping with its id, in its place, or leaves it as it is",
    arguments: [
      ("{}", [503, 502]), (#"{"duplicatePolicy":"OVERWRITE"}"#, [503, 502]),
      (#"{"duplicatePolicy":null}"#, [503, 502]),
      (#"{"duplicatePolicy":"IGNORE"}"#, [503, 501]),
    ] as [(String, [JSON])])
  func duplicates(_ options: String, _ expected: [JSON]) throws {
    #expect(try add(Self.mapping(1, status: 501)).status == 200)
    #expect(try add(Self.mapping(1, status: 502), Self.mapping(2, status: 503), options: options).status == 200)
    #expect(try statuses() == expected)
  }

  @Test("removes other mappings if asked to", arguments: ["OVERWRITE", "IGNORE"])
  func others(_ policy: String) throws {
    try server.map(Self.mapping(1, status: 501))
    try server.map(Self.mapping(2, status: 502))
    let options = #"{"duplicatePolicy":"\#(policy)","deleteAllNotInImport":true}"#
    #expect(try add(Self.mapping(2, status: 503), Self.mapping(3, status: 504), options: options).status == 200)
    #expect(try statuses() == (policy == "IGNORE" ? [504, 502] : [504, 503]))
    #expect(try server.send("GET", "/1").status == 404)
  }

  @Test(
    "changes nothing if anything in it is invalid",
    arguments: [
      (#"{"mappings":[\#(mapping(1, status: 501)),{"reqest":{}}]}"#, "/mappings/1/reqest"),
      (
        #"{"mappings":[{"request":{"bodyPatterns":[{"matches":"("}]}}]}"#,
        "/mappings/0/request/bodyPatterns/0/matches"
      ),
      (#"{"mappings":[7]}"#, "/mappings/0"), (#"{"mappings":{}}"#, "/mappings"), ("{}", ""), ("[]", ""),
      (#"{"mappings":[],"importOptions":{"duplicatePolicy":"overwrite"}}"#, "/importOptions/duplicatePolicy"),
      (#"{"mappings":[],"importOptions":{"deleteAll":true}}"#, "/importOptions/deleteAll"),
      (#"{"mapping":[]}"#, ""),
    ])
  func invalid(_ body: String, _ pointer: String) throws {
    try server.map(Self.mapping(2, status: 502))
    let answer = try server.admin("POST", "/mappings/import", body)
    #expect(answer.status == 422)
    #expect(try answer[at: "/errors/0/source/pointer"] == .string(pointer), "\(answer.text)")
    #expect(try statuses() == [502])
  }

  @Test func `changes nothing if the sandbox would have too many mappings`() throws {
    let mappings = Array(repeating: "{}", count: 4_000).joined(separator: ",")
    #expect(try server.admin("POST", "/mappings/import", #"{"mappings":[\#(mappings)]}"#).status == 200)
    let answer = try server.admin("POST", "/mappings/import", #"{"mappings":[\#(mappings)]}"#)
    #expect(answer.status == 422 && answer.text.contains("at most 5000 mappings"))
    #expect(try server.admin("GET", "/mappings?limit=1")[at: "/meta/total"] == 4_000)
  }

  @Test func `can replace all mappings of a sandbox that has as many as it may`() throws {
    let mappings = Array(repeating: "{}", count: 5_000).joined(separator: ",")
    #expect(try server.admin("POST", "/mappings/import", #"{"mappings":[\#(mappings)]}"#).status == 200)
    let body = #"{"mappings":[\#(mappings)],"importOptions":{"deleteAllNotInImport":true}}"#
    #expect(try server.admin("POST", "/mappings/import", body).status == 200)
    let others = #"{"mappings":[\#(mappings),{}],"importOptions":{"deleteAllNotInImport":true}}"#
    #expect(try server.admin("POST", "/mappings/import", others).status == 422, "one too many")
    #expect(try server.admin("GET", "/mappings?limit=1")[at: "/meta/total"] == 5_000)
  }

  @Test func `keeps the state of a scenario, also if it removes all its mappings`() throws {
    try server.map(#"{"id":"\#(Self.id(1))","scenarioName":"s"}"#)
    #expect(try server.admin("PUT", "/scenarios/s/state", #"{"state":"once"}"#).status == 200)
    let next = #"{"id":"\#(Self.id(2))","scenarioName":"s"}"#
    #expect(try add(next, options: #"{"deleteAllNotInImport":true}"#).status == 200)
    #expect(try server.admin("GET", "/scenarios")[at: "/scenarios/0/state"] == "once")
  }

  @Test func `belongs to one sandbox, and is not saved`() throws {
    let body = #"{"mappings":[\#(Self.mapping(1, status: 501))]}"#
    #expect(try server.admin("POST", "/mappings/import", body, in: "a").status == 200)
    #expect(try statuses() == [])
    let answer = try server.admin("POST", "/mappings/save", in: "a")
    #expect(answer.status == 501 && answer.text.contains("nothing is stored on disk"))
  }
}
