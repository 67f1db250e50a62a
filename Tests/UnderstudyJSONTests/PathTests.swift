import Testing
import UnderstudyJSON

@Suite("A path") struct PathTests {
  @Test(
    "It is described as in messages, and as a JSON Pointer",
    arguments: [
      (Path.root, "", ""),
      (.root.member("gap"), "gap", "/gap"),
      (.root.member("gap").element(2).member("days"), "gap[2].days", "/gap/2/days"),
      (.root.element(0).element(1), "[0][1]", "/0/1"),
      (.root.element(0).member("a"), "[0].a", "/0/a"),
      (.root.member("a/b").member("c~d"), "a/b.c~d", "/a~1b/c~0d"),
      (.root.member("~1").member("~0/"), "~1.~0/", "/~01/~00~1"),
      (.root.member("").member("x"), "x", "//x"),
    ])
  func description(_ path: Path, _ description: String, _ pointer: String) {
    #expect(path.description == description)
    #expect(path.pointer == pointer)
  }

  @Test("Paths are equal if they take the same steps")
  func equality() {
    #expect(Path(.member("a"), .element(1)) == .root.member("a").element(1))
    #expect(Path.root.member("1") != .root.element(1))
    #expect(Path.root.member("a").member("b") != .root.member("b").member("a"))
    #expect(Path.root.member("a") != .root)
  }

  @Test(
    "Names in paths are the same only scalar by scalar",
    arguments: [("\u{E9}", "e\u{301}"), ("\u{212A}", "K")])
  func scalars(_ one: String, _ other: String) {
    #expect(Path.root.member(one) != .root.member(other))
    #expect(Set([Path.root.member(one), .root.member(other), .root.member(one)]).count == 2)
  }
}
