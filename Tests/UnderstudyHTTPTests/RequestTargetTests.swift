import Testing
import UnderstudyHTTP

@Suite("A request's path") struct RequestTargetTests {
  private func match(_ target: String, _ template: PathTemplate) -> String? {
    RequestTarget(target).flatMap(template.match)?.first
  }

  @Test(
    "matches a template by its literals, and gives its parameter",
    arguments: [
      ("/v1/agents/7", "7"), ("/v1/agents/%20", " "), ("/v1/%61gents/7", "7"), ("/v1/agents/{id}", "{id}"),
      ("/v1/agents/", nil), ("/v1/agents", nil), ("/v1/agents/7/", nil), ("/v1/agents/7/8", nil),
      ("/V1/agents/7", nil), ("/v1/Agents/7", nil), ("//v1/agents/7", nil), ("/v1//agents/7", nil), ("/", nil),
      ("/v1/agent/7", nil), ("/v2/v1/agents/7", nil), ("/v1/./agents/7", nil), ("/v1/%zzgents/7", nil),
    ])
  func literals(_ target: String, _ value: String?) { #expect(match(target, "/v1/agents/{id}") == value) }

  @Test(
    "is cut into segments before it is decoded",
    arguments: [
      ("/a", "a"), ("/a%2Fb", "a/b"), ("/a%2fb", "a/b"), ("/%61%62", "ab"), ("/a%3Fb", "a?b"), ("/%C3%A4", "ä"),
      ("/ä", "ä"), ("/a+b", "a+b"), ("/%2e%2E", ".."), ("/..", ".."), ("/%25%32%35", "%25"), ("/%00", "\0"),
      ("/a/b", nil), ("/a/", nil), ("//a", nil), ("/", nil),
    ])
  func decoding(_ target: String, _ value: String?) { #expect(match(target, "/{id}") == value) }

  @Test(
    "is matched by nothing where an escape is not UTF-8 in two hexadecimal digits",
    arguments: ["/%", "/%4", "/%zz", "/%4g", "/%FF", "/%C3", "/%C3x", "/%-1", "/%+1", "/% 1", "/%١1", "/a%"])
  func escapes(_ target: String) { #expect(match(target, "/{id}") == nil) }

  @Test(
    "ends before a query, and begins behind the host of an absolute target",
    arguments: [
      ("/a?b=/c", "a"), ("/a#/b", "a"), ("/a?%zz", "a"), ("/a?", "a"), ("http://host/a?b", "a"),
      ("https://host:80/a", "a"), ("http://user@host/a", "a"), ("http://host", nil), ("http://host/", nil),
    ])
  func target(_ target: String, _ value: String?) { #expect(match(target, "/{id}") == value) }

  @Test("is none without a slash in front", arguments: ["", "a", "*", "?a", "#/a", "host:80", "a/b"])
  func none(_ target: String) { #expect(RequestTarget(target) == nil) }

  @Test(
    "matches a parameter between literals too",
    arguments: [
      ("/agents/7/voice", "7"), ("/agents/voice/voice", "voice"), ("/agents//voice", nil), ("/agents/7", nil),
      ("/agents/7/voices", nil), ("/agents/7/voice/", nil),
    ])
  func between(_ target: String, _ value: String?) { #expect(match(target, "/agents/{id}/voice") == value) }

  @Test(
    "knows the authority of an absolute target",
    arguments: [
      ("http://host/a", "host"), ("https://Host:80/a?b", "Host:80"), ("http://user:secret@host/a", "host"),
      ("http:///a", nil), ("/a", nil), ("/http://host/a", nil), ("/a?http://host/", nil),
    ])
  func authority(_ target: String, _ authority: String?) throws {
    #expect(try #require(RequestTarget(target)).authority == authority)
  }

  @Test(
    "gives up its first segment where that is a prefix",
    arguments: [
      ("/acme/v1/a", "acme", "/v1/a"), ("/acme/", "acme", "/"), ("/acme//a", "acme", "//a"),
      ("/%61cme/a", "acme", "/a"), ("/acme/acme/a", "acme", "/acme/a"), ("/acme", nil, "/acme"),
      ("/Acme/a", nil, "/Acme/a"), ("/acmee/a", nil, "/acmee/a"), ("//acme/a", nil, "//acme/a"), ("/", nil, "/"),
    ])
  func prefix(_ text: String, _ prefix: String?, _ rest: String) throws {
    var target = try #require(RequestTarget(text))
    #expect(target.removePrefix(among: ["acme", "other"]) == prefix && target.path == rest)
  }
}
