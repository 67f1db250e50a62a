import Foundation
import Testing
import UnderstudyTestSupport

@Suite("Seed files") struct FileTests {
  private static func id(_ digit: Int) -> String { "\(digit)0000000-0000-0000-0000-000000000000" }

  @Test func `They are read in lexical order, in nested directories too`() throws {
    let names = ["10.json", "2.json", "B.json", "a.json", "a/a.json", "b/c/d.json", "é.json"]
    let files = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, String.agents(.agent(Self.id($0)))) })
    #expect(try Reading(files) == .read(agents: names.indices.map(Self.id)))
  }

  @Test func `Directories are read in the order in which they are given`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for (name, digit) in [("a/x.json", 1), ("b/x.json", 2), ("c/x.json", 3)] {
      try scratch.write(.agents(.agent(Self.id(digit))), to: name)
    }
    #expect(Reading(in: scratch, directories: ["b", "a/"]) == .read(agents: [Self.id(2), Self.id(1)]))
  }

  @Test(
    "Other files are left alone",
    arguments: [
      "seed.schema.json", "nested/x.schema.json", ".hidden.json", ".git/x.json", "nested/.cache/x.json", "x.json~",
      "x.JSON", "x.json5", "json", "x.txt",
    ])
  func skipped(_ name: String) throws {
    let files = [name: "not JSON", "seed.json": .agents(.agent(Self.id(1)))]
    #expect(try Reading(files) == .read(agents: [Self.id(1)]))
  }

  @Test("A directory without seeds has none", arguments: [[:], ["read.me": "x"]])
  func none(_ files: [String: String]) throws {
    #expect(try Reading(files) == .read(agents: []))
  }

  @Test func `A directory behind a symbolic link is read`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(.agents(.agent(Self.id(1))), to: "seeds/x.json")
    try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: "seeds")
    try FileManager.default.createSymbolicLink(
      atPath: scratch("seeds/y.schema.json"), withDestinationPath: "x.json")
    #expect(Reading(in: scratch, directories: ["link"]) == .read(agents: [Self.id(1)]))
  }

  @Test(
    "A directory that cannot be read is named",
    arguments: [
      ("nowhere", "cannot read the seed directory …/nowhere: No such file or directory"),
      ("file.json", "cannot read the seed directory …/file.json: Not a directory"),
    ])
  func unreadableDirectory(_ name: String, _ sentence: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("{}", to: "file.json")
    #expect(Reading(in: scratch, directories: [name]) == .unreadable(sentence))
  }

  @Test func `A file that cannot be read is named, whatever is wrong with others`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("not JSON", to: "a.json")
    try FileManager.default.createSymbolicLink(atPath: scratch("b.json"), withDestinationPath: "nowhere")
    #expect(Reading(in: scratch) == .unreadable("cannot read the seed file …/b.json: No such file or directory"))
  }

  @Test func `Every error of every file is reported, in the order of the files and within them`() throws {
    let files = [
      "c.json": String.agents(.agent(Self.id(1), ("\"n\"", "7")), .agent("x"), .agent(Self.id(1))),
      "a.json": "{]", "b.json": "{\"centerfy\":\n {\"kyes\": [],\n \"keys\": [{}]},\n\"x\": 1}", "d.json": "{}",
    ]
    #expect(
      try Reading(files)
        == .invalid([
          #"a.json:1:2: expected a member name in double quotes but found "]""#,
          "b.json:2:11: /centerfy/kyes: `kyes` is not a list of Centerfy AI; did you mean `keys`?",
          "b.json:3:11: /centerfy/keys/0: `key` is missing",
          "b.json:3:11: /centerfy/keys/0: `organization_id` is missing",
          "b.json:4:6: /x: `x` is not a vendor; known: centerfy",
          "c.json:2:103: /centerfy/agents/0/name: `centerfy.agents[0].name` must be a string, but is a number",
          "c.json:3:8: /centerfy/agents/1/id: `centerfy.agents[1].id` must be a UUID",
          #"c.json:4:8: /centerfy/agents/2/id: `id` "10000000-0000-0000-0000-000000000000" is already used in c.json"#,
        ]))
  }
}
