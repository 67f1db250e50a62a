import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A mapping", .waits) struct MappingTests {
  private let server: FreshServer

  init() throws { server = try FreshServer() }

  private func statuses(_ count: Int) throws -> [Int] {
    try (0..<count).map { _ in try server.update(#"{"temperature":0.1}"#).status }
  }

  @Test func `replaces the surface with its status, headers and body, and is named in the response`() throws {
    try server.map(
      #"""
      {"id":"6f3c1b8e-0000-4000-8000-000000000001","request":{"method":"PUT","urlPathPattern":"/functions/.*"},
       "response":{"status":503,"headers":{"Retry-After":"7","X-A":["1","2"]},"jsonBody":{"down":true}}}
      """#)
    let answer = try server.update(#"{"temperature":0.1}"#)
    #expect(answer.status == 503 && answer.text == #"{"down":true}"# && answer["Retry-After"] == "7")
    #expect(answer.fields.filter { $0.name == "X-A" }.map(\.value) == ["1", "2"])
    #expect(answer["Matched-Stub-Id"] == "6f3c1b8e-0000-4000-8000-000000000001")
    #expect(try server.stored().members?["temperature"] == 0.7)
    let entry = try server.admin("GET", "/requests")
    #expect(try entry[at: "/requests/0/request/understudy/mapping/id"] == "6f3c1b8e-0000-4000-8000-000000000001")
    #expect(try server.send("PATCH", "/functions/v1/crm-api/update-agent/x").status == 405)
  }

  @Test func `answers for paths that no surface has`() throws {
    try server.map(#"{"request":{"urlPath":"/v2/new"},"response":{"body":"hi"}}"#)
    #expect(try server.send("GET", "/v2/new?x").text == "hi")
    #expect(try server.admin("GET", "/requests/unmatched")[at: "/requests"] == [])
  }

  @Test func `is selected by priority, then the newest`() throws {
    try server.map(#"{"response":{"status":501}}"#)
    try server.map(#"{"response":{"status":502},"priority":1}"#)
    try server.map(#"{"response":{"status":503}}"#)
    try server.map(#"{"response":{"status":504},"priority":1,"request":{"method":"GET"}}"#)
    #expect(try statuses(1) == [502])
    let ids = try server.admin("GET", "/mappings")[at: "/mappings"]?.array?.map {
      $0.members?["response"]?.members?["status"]
    }
    #expect(ids == [504, 502, 503, 501])
  }

  @Test("keeps its place when it is replaced, as in WireMock", arguments: ["PUT", "edit"])
  func replaced(_ call: String) throws {
    let id = "6f3c1b8e-0000-4000-8000-000000000001"
    try server.map(#"{"id":"\#(id)","request":{"urlPathPattern":"/x.*"},"response":{"status":501}}"#)
    try server.map(#"{"request":{"urlPath":"/x"},"response":{"status":502}}"#)
    let general = #"{"id":"\#(id)","request":{"urlPathPattern":"/x.*"},"response":{"status":503}}"#
    let answer =
      try call == "PUT"
      ? server.admin("PUT", "/mappings/\(id)", general) : server.admin("POST", "/mappings/edit", general)
    #expect(answer.status == 200)
    #expect(try server.send("GET", "/x").status == 502 && server.send("GET", "/xy").status == 503)
    try server.map(general)
    #expect(try server.send("GET", "/x").status == 503, "POST puts it before all others")
  }

  @Test func `is applied a number of times, and then removed`() throws {
    try server.map(#"{"response":{"status":503},"understudy":{"times":2}}"#)
    #expect(try statuses(4) == [503, 503, 200, 200])
    #expect(try server.admin("GET", "/mappings")[at: "/meta/total"] == 0)
  }

  @Test func `is applied for a time, and then removed`() throws {
    try server.map(#"{"response":{"status":503},"understudy":{"ttlMilliseconds":50}}"#)
    #expect(try until { try server.admin("GET", "/mappings")[at: "/meta/total"] == 0 })
    #expect(try statuses(1) == [200])
  }

  @Test func `is applied with a probability, the same with the same seed; the journal names skipped ones`() throws {
    let runs = try (0..<2).map { run in
      _ = try server.admin("POST", "/reset")
      try server.map(#"{"response":{"status":503},"understudy":{"probability":0.5,"seed":7}}"#)
      return try statuses(40)
    }
    #expect(runs[0] == runs[1] && Set(runs[0]) == [200, 503])
    #expect((10...30).contains(runs[0].count { $0 == 503 }))
    let entries = try #require(try server.admin("GET", "/requests")[at: "/requests"]?.array)
    for entry in entries {
      let facts = entry.members?["request"]?.members?["understudy"]?.members
      let isActing = entry.members?["response"]?.members?["status"] == 503
      #expect((facts?["skippedMappings"]?.array?.count ?? 0) == (isActing ? 0 : 1))
      #expect((facts?["mapping"] == .null) == !isActing)
    }
  }

  @Test func `fails the second call, by a scenario`() throws {
    try server.map(
      #"{"scenarioName":"s","requiredScenarioState":"Started","newScenarioState":"once","understudy":{"emulate":true}}"#
    )
    try server.map(
      #"{"scenarioName":"s","requiredScenarioState":"once","newScenarioState":"over","response":{"status":503}}"#)
    #expect(try statuses(4) == [200, 503, 200, 200])
    let scenario = try server.admin("GET", "/scenarios")
    #expect(try scenario[at: "/scenarios/0/state"] == "over")
    #expect(try scenario[at: "/scenarios/0/possibleStates"] == ["Started", "once", "over"])
    #expect(try server.admin("POST", "/scenarios/reset").status == 200)
    #expect(try statuses(3) == [200, 503, 200])
    #expect(try server.admin("PUT", "/scenarios/s/state", #"{"state":"once"}"#).status == 200)
    #expect(try statuses(2) == [503, 200])
    #expect(try server.admin("PUT", "/scenarios/t/state", "{}").status == 404)
  }

  @Test func `can be read, replaced and removed`() throws {
    try server.map(#"{"id":"6f3c1b8e-0000-4000-8000-00000000000A","response":{"status":503}}"#)
    let path = "/mappings/6f3c1b8e-0000-4000-8000-00000000000a"
    #expect(try server.admin("GET", path)[at: "/response/status"] == 503)
    #expect(try server.admin("PUT", path, #"{"response":{"status":504}}"#).status == 200)
    #expect(try statuses(1) == [504])
    #expect(try server.admin("DELETE", path).status == 200 && statuses(1) == [200])
    for method in ["GET", "PUT", "DELETE"] {
      #expect(try server.admin(method, path, #"{"response":{"status":504}}"#).status == 404)
    }
    for (method, path) in [("DELETE", "/mappings"), ("POST", "/mappings/reset"), ("POST", "/reset")] {
      try server.map(#"{"response":{"status":503}}"#)
      #expect(try server.admin(method, path).status == 200 && statuses(1) == [200])
    }
  }

  @Test func `that is invalid is refused with all its errors`() throws {
    let answer = try server.admin(
      "POST", "/mappings",
      #"""
      {"request":{"bodyPatterns":[{"equalToXml":"<a/>"}]},"response":{"status":"x","proxyBaseUrl":"http://a"},
       "understudy":{"times":0,"probability":2}}
      """#)
    #expect(answer.status == 422)
    let pointers = try answer[at: "/errors"]?.array?.compactMap { error in
      Pointer("/source/pointer").flatMap { error[$0]?.string }
    }
    let expected = [
      "/request/bodyPatterns/0/equalToXml", "/response/status", "/response/proxyBaseUrl", "/understudy/times",
      "/understudy/probability",
    ]
    #expect(Set(pointers ?? []).isSuperset(of: expected), "\(answer.text)")
    for body in ["", "[", "[]", "7", #"{"a":1}"#] {
      #expect(try server.admin("POST", "/mappings", body).status == 422)
    }
    #expect(try server.admin("GET", "/mappings")[at: "/meta/total"] == 0)
  }

  @Test func `and a request that nearly match are near misses`() throws {
    try server.map(#"{"request":{"method":"PUT","urlPath":"/v2/new"},"response":{"status":503}}"#)
    try server.map(#"{"request":{"method":"GET","urlPath":"/else"},"response":{"status":503}}"#)
    _ = try server.send("PUT", "/v2/mew")
    let misses = try server.admin("GET", "/requests/unmatched/near-misses")[at: "/nearMisses"]?.array
    #expect(misses?.count == 2)
    let nearest = misses?.first
    #expect(nearest?.members?["request"]?.members?["url"] == "/v2/mew")
    #expect(nearest?.members?["stubMapping"]?.members?["request"]?.members?["urlPath"] == "/v2/new")
    let byPattern = try server.admin("POST", "/near-misses/request-pattern", #"{"urlPath":"/v2/new"}"#)
    #expect(try byPattern[at: "/nearMisses/0/request/url"] == "/v2/mew")
    let byRequest = try server.admin("POST", "/near-misses/request", #"{"method":"PUT","url":"/v2/mew"}"#)
    #expect(try byRequest[at: "/nearMisses/0/stubMapping/request/urlPath"] == "/v2/new")
  }

  @Test func `can be counted, found and removed from the journal by patterns`() throws {
    for number in 1...3 { _ = try server.update(#"{"max_duration":\#(number)}"#) }
    let pattern = #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$.max_duration","equalTo":"2"}}]}"#
    #expect(try server.admin("POST", "/requests/count", pattern)[at: "/count"] == 1)
    let found = try server.admin("POST", "/requests/find", pattern)
    #expect(
      try found[at: "/requests"]?.array?.count == 1 && found[at: "/requests/0/body"] == #"{"max_duration":2}"#)
    #expect(try server.admin("POST", "/requests/remove", pattern)[at: "/serveEvents"]?.array?.count == 1)
    #expect(try server.admin("POST", "/requests/count", "{}")[at: "/count"] == 2)
  }
}
