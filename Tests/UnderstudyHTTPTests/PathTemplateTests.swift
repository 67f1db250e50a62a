import Testing
import UnderstudyHTTP

@Suite("A path template") struct PathTemplateTests {
  private func match(_ path: String, _ template: PathTemplate) throws -> [String]? {
    template.match(try #require(RequestTarget(path)))?.all
  }

  @Test(
    "has any number of parameters",
    arguments: [
      ("/a", "/a", []), ("/a/", "/a", nil), ("/a/1", "/a/{x}", ["1"]), ("/a/1/b/2", "/a/{x}/b/{y}", ["1", "2"]),
      ("/1/2/3", "/{x}/{y}/{z}", ["1", "2", "3"]), ("/a/1/b/2/c", "/a/{x}/b/{y}/c", ["1", "2"]),
      ("/a/1/b/", "/a/{x}/b/{y}", nil), ("/a//b/2", "/a/{x}/b/{y}", nil), ("/a/1/c/2", "/a/{x}/b/{y}", nil),
      ("/a/1/b/2/3", "/a/{x}/b/{y}", nil), ("/a/%2F/b/%20", "/a/{x}/b/{y}", ["/", " "]),
      ("/a/1/b/%FF", "/a/{x}/b/{y}", nil), ("/a/1.json", "/a/{x}.json", nil),
    ] as [(String, PathTemplate, [String]?)])
  func match(_ path: String, _ template: PathTemplate, _ values: [String]?) throws {
    #expect(try match(path, template) == values)
  }

  @Test func `is filled with as many values`() {
    let template: PathTemplate = "/a/{x}/b/{y}"
    #expect(template.filled(with: "1", "2") == "/a/1/b/2")
    #expect(PathTemplate("/a/{x}/b").filled(with: "1") == "/a/1/b")
    #expect(PathTemplate("/a").filled(with: "1") == "/a")
  }

  @Test(
    "is near a path that a person meant",
    arguments: [
      ("/v1/agent/7", "/v1/agents/{id}", 1), ("/v1/agents/7", "/v1/agents/{id}", 0),
      ("/agents/7", "/v1/agents/{id}", 3), ("/v1/agents/7/x", "/v1/agents/{id}", 2),
      ("/v1/agents/7/voice/8", "/v1/agents/{id}/voices/{voice}", 1), ("/v1/agent", "/v1/agents", 1),
    ] as [(String, PathTemplate, Int)])
  func distance(_ path: String, _ template: PathTemplate, _ distance: Int) {
    #expect(template.distance(to: path) == distance)
  }

  @Test func `matches decoded segments`() {
    let template: PathTemplate = "/agents/{collection}/{id}"
    #expect(template.match(segments: ["agents", "a/b", "7"]) == ["a/b", "7"])
    #expect(template.match(segments: ["agents", "a"]) == nil)
    #expect(template.match(segments: ["agent", "a", "7"]) == nil)
    #expect(PathTemplate("").match(segments: []) == [])
  }
}
