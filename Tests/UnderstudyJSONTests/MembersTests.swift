import Testing
import UnderstudyJSON

@Suite("The members of an object") struct MembersTests {
  /// Members `m0` to the last, with their numbers as values.
  private func members(_ count: Int) -> Members {
    var members = Members()
    for number in 0..<count { members["m\(number)"] = .number(Number(number)) }
    return members
  }

  /// Below, at and beyond the size from which names are found through an index.
  private static let sizes = [1, 2, 23, 24, 25, 26, 100]

  @Test("They keep their order", arguments: sizes)
  func order(_ count: Int) throws {
    let names = (0..<count).map { "m\($0 * 7919 % count)" }
    let text = "{" + names.enumerated().map { "\"\($1)-\($0)\":\($0)" }.joined(separator: ",") + "}"
    #expect(try JSON(text: text).description == text)
  }

  @Test("Each is found by its name, and no other", arguments: sizes)
  func lookUp(_ count: Int) {
    let members = members(count)
    for number in 0..<count { #expect(members["m\(number)"] == .number(Number(number))) }
    for absent in ["", "m", "M0", "m-1", "m\(count)", "xm0", "m0x"] { #expect(members[absent] == nil) }
  }

  @Test("One is replaced at its place", arguments: sizes)
  func replacement(_ count: Int) {
    for place in [0, count / 2, count - 1] {
      var members = members(count)
      members["m\(place)"] = "new"
      #expect(members.count == count)
      #expect(members[place].name == "m\(place)" && members[place].value == "new")
      #expect(members["m\(place)"] == "new")
    }
  }

  @Test("One is removed and the others stay in order", arguments: sizes)
  func removal(_ count: Int) {
    for place in [0, count / 2, count - 1] {
      var members = members(count)
      members["m\(place)"] = nil
      members["absent"] = nil
      #expect(members.map(\.name) == (0..<count).filter { $0 != place }.map { "m\($0)" })
      for number in 0..<count {
        #expect(members["m\(number)"] == (number == place ? nil : .number(Number(number))))
      }
      members["m\(place)"] = "back"
      #expect(members.last?.name == "m\(place)" && members["m\(place)"] == "back")
    }
  }

  @Test("All can be removed, and others added", arguments: sizes)
  func emptying(_ count: Int) {
    var members = members(count)
    for number in 0..<count { members["m\(number)"] = nil }
    #expect(members.isEmpty && members == [:])
    members["b"] = 1
    members["a"] = 2
    #expect(members.map(\.name) == ["b", "a"])
  }

  @Test("A copy does not change with the original", arguments: sizes)
  func copies(_ count: Int) {
    let original = members(count)
    var copy = original
    copy["m0"] = "changed"
    copy["new"] = "added"
    #expect(original["m0"] == 0 && original["new"] == nil && original.count == count)
    #expect(copy["m0"] == "changed" && copy["new"] == "added" && copy.count == count + 1)
  }

  @Test(
    "Names are the same only scalar by scalar",
    arguments: [
      ("\u{E9}", "e\u{301}"), ("\u{212A}", "K"), ("\u{C5}", "\u{212B}"),
      ("a\u{323}\u{307}", "a\u{307}\u{323}"), ("\u{AC00}", "\u{1100}\u{1161}"), ("a", "A"), ("", "\0"),
    ])
  func scalars(_ one: String, _ other: String) throws {
    for fillers in [0, 30] {
      var members = members(fillers)
      members[one] = 1
      members[other] = 2
      #expect(members.count == fillers + 2)
      #expect(members[one] == 1 && members[other] == 2)
      let read = try JSON(reading: members.bytes, duplicates: .refused).members
      #expect(read?.suffix(2).map { Array($0.name.utf8) } == [Array(one.utf8), Array(other.utf8)])
    }
  }

  @Test("Objects are equal in any order of their members")
  func equality() throws {
    #expect(try JSON(text: #"{"a":1,"b":{"c":2,"d":3}}"#) == JSON(text: #"{"b":{"d":3.0,"c":2},"a":1}"#))
    #expect(try JSON(text: #"{"a":1}"#) != JSON(text: #"{"a":1,"b":null}"#))
    #expect(try JSON(text: #"{"a":1}"#) != JSON(text: #"{"b":1}"#))
    #expect(try JSON(text: #"{"a":1}"#) != JSON(text: #"{"a":2}"#))
    #expect(try JSON(text: #"{"\u00e9":1}"#) != JSON(text: #"{"e\u0301":1}"#))
  }

  /// Values of every kind, of other lengths than each other, with and without escapes.
  private static let values: [JSON?] = [
    nil, .null, true, 7, 1.25, "", "a longer string than fits in place", "\"quoted\"\n", ["x", 1],
    ["a": ["b": nil]], [:],
  ]

  @Test("The text of a changed object takes over what has not changed", arguments: sizes)
  func changedText(_ count: Int) {
    var old = members(count)
    var text = MembersText(old)
    for step in 0..<200 {
      var changed = old
      for change in 0..<step % 4 {
        changed["m\((step * 7 + change * 5) % (count + 1))"] = Self.values[(step + change) % Self.values.count]
      }
      text = MembersText(changed, changing: old, text)
      #expect(text.bytes == changed.bytes)
      old = changed
    }
  }

  @Test("The size of a text has the memory that it does not use; the text of a removed object is small")
  func textFootprint() {
    #expect(MembersText(members(1)).footprint >= 1024)
    #expect(MembersText(nil).footprint < 256)
    #expect(MembersText(nil).bytes == Array("null".utf8))
  }

  @Test("A hundred thousand members are read in linear time")
  func largeObject() throws {
    let text = "{" + (0..<100_000).map { "\"member \($0)\":\($0)" }.joined(separator: ",") + "}"
    let members = try #require(try JSON(text: text).members)
    #expect(members.count == 100_000)
    #expect(members["member 99999"] == 99_999 && members["member 100000"] == nil)
    #expect(members.bytes == Array(text.utf8))
    #expect(members == (try JSON(text: text).members))
  }

  /// Strings that are equal to `String`, and would have the same hash, as many as there are orders of marks.
  @Test("Forty thousand names that are canonical equivalents are read in linear time")
  func equivalentNames() throws {
    // Marks of eight different combining classes, whose order means nothing to canonical equivalence.
    var names = ["a"]
    for mark in ["\u{301}", "\u{316}", "\u{321}", "\u{31B}", "\u{345}", "\u{5B0}", "\u{5B1}", "\u{5B2}"] {
      names = names.flatMap { name in
        let scalars = Array(name.unicodeScalars)
        return (1...scalars.count).map { place in
          var view = String.UnicodeScalarView(scalars[..<place])
          view.append(contentsOf: mark.unicodeScalars)
          view.append(contentsOf: scalars[place...])
          return String(view)
        }
      }
    }
    #expect(names.count == 40_320 && names.first == names.last)
    let text = "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try JSON(text: text, duplicates: .refused).members?.count == 40_320)
  }
}
