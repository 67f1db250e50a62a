import Testing
import UnderstudyJSON

@Suite("Where values stand in a text") struct LocatorTests {
  private static let text = """
    {
      "name": "é", "after": -1.5e3,
      "list": [ true, null, [ [], {"deep": false} ] ],
      "escaped \\"\\u0061\\"\\n": {},
      "\u{E9}": {"x": 1, "x": 2}, "a": {"b": "c"},
      "e\u{301}": 3, "last" :
        "here"
    }
    """

  @Test(
    "The place is where the value starts",
    arguments: [
      (Path.root, 1, 1),
      (.root.member("name"), 2, 11),
      (.root.member("after"), 2, 25),
      (.root.member("list"), 3, 11),
      (.root.member("list").element(0), 3, 13),
      (.root.member("list").element(1), 3, 19),
      (.root.member("list").element(2), 3, 25),
      (.root.member("list").element(2).element(0), 3, 27),
      (.root.member("list").element(2).element(1), 3, 31),
      (.root.member("list").element(2).element(1).member("deep"), 3, 40),
      (.root.member("escaped \"a\"\n"), 4, 27),
      (.root.member("a").member("b"), 5, 37),
      (.root.member("e\u{301}"), 6, 9),
      (.root.member("last"), 7, 5),
    ])
  func position(_ path: Path, _ line: Int, _ column: Int) {
    let found = JSON.positions(of: [path], in: Array(Self.text.utf8))
    #expect(found == [path: Position(line: line, column: column)])
  }

  @Test("Of members with the same name, the last is found")
  func duplicates() {
    let path = Path.root.member("\u{E9}").member("x")
    #expect(JSON.positions(of: [path], in: Array(Self.text.utf8)) == [path: .init(line: 5, column: 22)])
  }

  @Test("A path that leads nowhere is left out")
  func nowhere() {
    let list = Path.root.member("list")
    let absent: Set = [list.element(3), list.member("0"), .root.member("absent"), .root.element(0)]
    #expect(JSON.positions(of: absent, in: Array(Self.text.utf8)) == [:])
    #expect(JSON.positions(of: [], in: Array(Self.text.utf8)) == [:])
  }

  @Test("Many are found in one walk")
  func many() {
    let text = "[" + Array(repeating: "0", count: 1000).joined(separator: ",\n") + "]"
    let paths = (0..<1000).map { Path.root.element($0) }
    let found = JSON.positions(of: Set(paths), in: Array(text.utf8))
    #expect(found.count == 1000)
    #expect(found[paths[0]] == .init(line: 1, column: 2) && found[paths[999]] == .init(line: 1000, column: 1))
  }

  @Test(
    "A text with an error ends the walk without a crash",
    arguments: ["", "[", "[:", "[1,,", "{", #"{"a""#, #"{"a":"#, #"["\x"]"#, "tru", "[a]", "[1 2]", "\u{0}"])
  func errors(_ text: String) {
    #expect(JSON.positions(of: [.root.element(7)], in: Array(text.utf8)) == [:])
  }

  @Test("A hundred thousand brackets end the walk without a crash")
  func deep() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(JSON.positions(of: [.root], in: bytes) == [.root: .init(line: 1, column: 1)])
  }
}
