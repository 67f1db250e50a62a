import Testing
import UnderstudyHTTP

@Suite("The syntax of HTTP") struct SyntaxTests {
  @Test(
    "Percent-coding is undone strictly, or as in forms",
    arguments: [
      ("a%20b", "a b", "a b"), ("a+b", "a+b", "a b"), ("%C3%A4", "ä", "ä"), ("ä", "ä", "ä"), ("%2b%2B", "++", "++"),
      ("%", nil, "%"), ("%4", nil, "%4"), ("%zz", nil, "%zz"), ("%%41", nil, "%A"), ("%FF", nil, "\u{FFFD}"),
      ("", "", ""),
      ("%2525", "%25", "%25"), ("%+1", nil, "% 1"),
    ])
  func decoding(_ text: String, _ strict: String?, _ form: String) {
    #expect(PercentCoding.decoded(text.utf8) == strict)
    #expect(PercentCoding.formDecoded(text.utf8) == form)
  }

  @Test(
    "A segment of a path has all but the unreserved characters encoded",
    arguments: [("a-Z_0.~", "a-Z_0.~"), ("a b/ä", "a%20b%2F%C3%A4"), ("\n%", "%0A%25"), ("", "")])
  func encoding(_ text: String, _ step: String) { #expect(text.asStep == step) }

  @Test(
    "A query has names and values",
    arguments: [
      ("/a", []), ("/a?", []), ("/a?b", ["b", ""]), ("/a?b=c&d=e=f", ["b", "c", "d", "e=f"]),
      ("/a?&&b=", ["b", ""]),
      ("/a?=c", ["", "c"]), ("/a?b%3D=%26", ["b=", "&"]), ("/a?b?c=d", ["b?c", "d"]),
      ("http://h/a?b=c", ["b", "c"]),
      ("/a?\u{301}=1", ["\u{301}", "1"]),
    ])
  func query(_ target: String, _ expected: [String]) {
    let query = QueryParameters(of: target, decode: PercentCoding.formDecoded)
    #expect(query.all.flatMap { [$0.name, $0.value] } == expected)
  }

  @Test func `Cookies have names and values, and lose nothing of their text`() {
    let pairs = Cookies("a=1; b=x=y;c ;; =5;d=").pairs
    #expect(pairs.map { String($0.name) } == ["a", "b", "c ", "", "", "d"])
    #expect(pairs.map { $0.value.map(String.init) } == ["1", "x=y", nil, nil, "5", ""])
    #expect(pairs.map { String($0.text) } == ["a=1", " b=x=y", "c ", "", " =5", "d="])
  }

  @Test(
    "A request in absolute form has an origin form",
    arguments: [
      ("http://h:1/a?b", "/a?b", "h:1"), ("https://u@h/", "/", "h"), ("/a?b=http://h/c", "/a?b=http://h/c", "x"),
      ("*", "*", "x"), ("http://h", "http://h", "x"), ("http://h/%61#c", "/%61#c", "h"),
    ])
  func originForm(_ target: String, _ expected: String, _ host: String) {
    let request = Request(method: "GET", target: target, fields: [.host: "x"]).inOriginForm
    #expect(request.target == expected && request.fields.value(of: .host) == host)
  }
}
