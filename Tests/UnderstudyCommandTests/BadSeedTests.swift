import Foundation
import Testing
import UnderstudyTestSupport

@Suite("Bad seed data", .waits) struct BadSeedTests {
  @Test(
    "Every mistake of every file is said, and the exit code is 65",
    arguments: [
      ["--port", "0", "--seed-data"], ["serve", "--port", "0", "--seed-data"], ["check"],
    ])
  func mistakes(_ command: [String]) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(#"{"centerfy": {"#, to: "a.json")
    try scratch.write(
      """
      {
        "centrefy": {},
        "centerfy": {
          "keys": [{"key": "k"}, {"key": 7, "organization_id": "o", "extra": 1}]
        }
      }
      """, to: "b/c.json")
    let ending = try Program.run(command + [scratch.path])
    #expect(ending.code == 65 && ending.output == "")
    #expect(
      ending.errors == """
        \(scratch.path)/a.json:1:15: expected a member name in double quotes but found the end of the text
        \(scratch.path)/b/c.json:2:15: /centrefy: `centrefy` is not a vendor; did you mean `centerfy`?
        \(scratch.path)/b/c.json:4:14: /centerfy/keys/0: `organization_id` is missing
        \(scratch.path)/b/c.json:4:36: /centerfy/keys/1/key: `centerfy.keys[1].key` must be a string, but is a number
        \(scratch.path)/b/c.json:4:72: /centerfy/keys/1/extra: `centerfy.keys[1].extra` is not a known member

        """)
  }

  @Test(
    "A directory that cannot be read is named, and the exit code is 66",
    arguments: [
      ["--port", "0", "--seed-data"], ["serve", "--port", "0", "--seed-data", "seed-data", "--seed-data"],
      ["check"], ["check", "seed-data"],
    ],
    [
      ("/nowhere/seeds", "No such file or directory"), ("/dev/null", "Not a directory"),
    ])
  func unreadable(_ command: [String], _ directory: (path: String, reason: String)) throws {
    let ending = try Program.run(command + [directory.path])
    #expect(ending.code == 66 && ending.output == "")
    #expect(
      ending.errors.hasPrefix("Error: cannot read the seed directory \(directory.path): \(directory.reason); "))
  }

  @Test func `What is checked without a word is what would be served`() throws {
    let variables = ["UNDERSTUDY_SEED_DATA": "seed-data,/nowhere/seeds"]
    for command in ["serve", "check"] {
      let ending = try Program.run([command], variables)
      #expect(ending.code == 66, "\(command)")
      #expect(
        ending.errors.hasPrefix("Error: cannot read the seed directory /nowhere/seeds: No such file or directory; ")
      )
    }
  }

  @Test func `A file that cannot be read is named`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try FileManager.default.createSymbolicLink(
      atPath: scratch("gone.json"), withDestinationPath: scratch("nowhere"))
    let ending = try Program.run(["check", scratch.path])
    #expect(ending.code == 66)
    #expect(
      ending.errors.hasPrefix(
        "Error: cannot read the seed file \(scratch("gone.json")): No such file or directory; "))
  }
}
