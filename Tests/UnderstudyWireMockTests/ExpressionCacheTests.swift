import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyWireMock

@Suite("The memory of regular expressions", .waits) struct ExpressionCacheTests {
  @Test(
    "A hundred that have each compared a long value keep the memory of a few",
    .disabled(
      if: Sanitizer.current != nil, "a sanitizer keeps for a while what was freed, to see what still uses it"))
  func longValues() async {
    await #expect(processExitsWith: .success) {
      let long = String(repeating: "a", count: 200_000)
      let request = { SentRequest(method: "PUT", target: "/", body: Array(long.utf8)) }
      let compared = { (number: Int) -> RequestPattern in
        // Each has a pattern of its own.
        let pattern = try RequestPattern(reading: ["bodyPatterns": [["matches": .string("(a|aa)+\(number)$")]]])
        _ = pattern.matches(request())
        return pattern
      }
      let before = try kilobytes("VmRSS:")
      var patterns = [try compared(0)]
      let one = try kilobytes("VmRSS:") - before
      // Otherwise nothing is compared with: one stack has 15 MB.
      #expect(one > 5_000)
      patterns += try (1..<100).map(compared)
      #expect(try kilobytes("VmRSS:") - before < 20 * max(one, 15_000))
      withExtendedLifetime(patterns) {}
    }
  }

  @Test(
    "Many sets of letters keep the memory of a few",
    .disabled(
      if: Sanitizer.current != nil, "a sanitizer keeps for a while what was freed, to see what still uses it"))
  func largeSets() async {
    await #expect(processExitsWith: .success) {
      let letters = String(repeating: #"[\p{L}]"#, count: 100)
      let before = try kilobytes("VmRSS:")
      let patterns = try (0..<260).map { number in
        try RequestPattern(reading: ["bodyPatterns": [["matches": .string("\(letters)\(number)")]]])
      }
      // Each takes 650 KB.
      #expect(try kilobytes("VmRSS:") - before < 160_000)
      withExtendedLifetime(patterns) {}
    }
  }

  @Test func `Patterns that are equal as text, but not byte for byte, are two`() throws {
    let patterns = try ["[\u{E9}]", "[e\u{301}]"].map { pattern in
      try RequestPattern(reading: ["bodyPatterns": [["matches": .string(pattern)]]])
    }
    let sent = SentRequest(method: "PUT", target: "/", body: Array("e".utf8))
    #expect(patterns.map { $0.matches(sent) } == [false, true])
  }

  @Test func `What was not kept is compiled again and matches as before`() throws {
    let patterns = try (0..<200).map { number in
      try RequestPattern(reading: ["bodyPatterns": [["matches": .string("(a|b)+\(number)")]]])
    }
    let long = String(repeating: "ab", count: 2000)
    for _ in 1...2 {
      for (number, pattern) in patterns.enumerated() {
        let sent = { (end: Int) in SentRequest(method: "PUT", target: "/", body: Array("\(long)\(end)".utf8)) }
        #expect(pattern.matches(sent(number)) && !pattern.matches(sent(number + 1)))
      }
    }
  }
}
