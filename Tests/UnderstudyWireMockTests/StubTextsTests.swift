import Foundation
import Testing
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyTestSupport
import UnderstudyWireMock

@Suite("Mapping files") struct StubTextsTests {
  private enum Reading: Equatable {
    case read([String?])
    case invalid([String])
    case unreadable(String)
  }

  private static func read(
    _ files: [String: String], upTo limit: Int = 5000,
    _ size: SourceFileReader.Limit = SourceFileReader.Limit(entries: 100, bytes: 10_000)
  ) throws -> Reading {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for (name, text) in files { try scratch.write(text, to: name) }
    do throws(StubFileError) {
      return .read(try StubTexts(below: [scratch.path], size).mappings(upTo: limit).map(\.name))
    } catch {
      switch error {
      case .unreadable(let sentence): return .unreadable(sentence.replacing(scratch.path, with: "…"))
      case .invalid(let errors):
        return .invalid(errors.map { $0.description.replacing("\(scratch.path)/", with: "") })
      }
    }
  }

  @Test func `hold one mapping or several, and are read in lexical order`() throws {
    let files = [
      "b.json": #"{"name":"one","request":{"method":"PUT"}}"#,
      "a.json": #"{"$schema":"./s.json","mappings":[{"name":"two"},{"name":"three"}]}"#,
      "c/d.json": #"{"$schema":"../s.json","name":"four"}"#, ".hidden.json": "{", "read.me": "x", "e.json5": "{",
      "none.json": #"{"mappings":[]}"#,
    ]
    #expect(try Self.read(files) == .read(["two", "three", "one", "four"]))
  }

  @Test func `that are a listing of mappings are read from the end, so that its first is tried first`() throws {
    let files = ["a.json": #"{"mappings":[{"name":"one"},{"name":"two"}],"meta":{"total":2}}"#]
    #expect(try Self.read(files) == .read(["two", "one"]))
  }

  @Test(
    "are refused with file, line and column",
    arguments: [
      ("{", "a.json:1:2: expected a member name in double quotes but found the end of the text"),
      ("[]", "a.json:1:1: a mapping must be an object, but this is an array"),
      (
        "{\n \"request\": {\"methods\": \"GET\"}}",
        "a.json:2:25: /request/methods: `methods` is not a member of a request pattern; did you mean `method`?"
      ),
      (
        "{\"mappings\": [\n{},\n{\"priority\": \"x\"}]}",
        "a.json:3:14: /mappings/1/priority: `priority` must be a number, but is a string"
      ),
      (
        "{\"mappings\": [{}], \"mapping\": 1}",
        "a.json:1:31: /mapping: `mapping` is not a member of a file of mappings; did you mean `mappings`?"
      ),
      ("{\"mappings\": {}}", "a.json:1:14: /mappings: `mappings` must be an array, but is an object"),
      ("{\"name\": \"a\", \"name\": \"b\"}", "a.json:1:15: the member \"name\" stands twice in one object"),
    ])
  func refused(_ text: String, _ error: String) throws {
    let files = ["a.json": text, "b.json": #"{"name":"valid"}"#]
    #expect(try Self.read(files) == .invalid([error]))
  }

  @Test func `are refused with the errors of all of them, and nothing is taken`() throws {
    let files = ["a.json": #"{"priority":"x","nmae":1}"#, "b.json": "{", "c.json": "{}"]
    guard case .invalid(let errors) = try Self.read(files) else {
      Issue.record("they were not refused")
      return
    }
    #expect(errors.map { $0.prefix(7) } == ["a.json:", "a.json:", "b.json:"])
  }

  @Test func `have ids of their own, each once`() throws {
    let mapping = #"{"id":"8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e"}"#
    guard case .invalid(let errors) = try Self.read(["a.json": mapping, "b.json": mapping]) else {
      Issue.record("they were not refused")
      return
    }
    #expect(
      errors.count == 1 && errors[0].hasPrefix("b.json:1:1: `id` \"8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e\" is "))
  }

  @Test func `give mappings without an id the same one whenever they are read`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write(#"{"mappings":[{},{}]}"#, to: "a.json")
    let read = {
      try StubTexts(below: [scratch.path], .none).mappings(upTo: 10).map(\.id)
    }
    let ids = try read()
    #expect(try read() == ids && Set(ids).count == 2)
    #expect(ids.allSatisfy { UUID(uuidString: $0) != nil }, "\(ids)")
  }

  @Test func `are bounded in number and size`() throws {
    #expect(
      try Self.read(["a.json": #"{"mappings":[{},{},{}]}"#], upTo: 2)
        == .invalid(["a.json:1:20: /mappings/2: there are more than 2 mappings, which a sandbox cannot have"]))
    let large = try Self.read(["a.json": #"{"name":"\#(String(repeating: "x", count: 10_000))"}"#])
    #expect(large == .unreadable("cannot read the mapping file …/a.json: larger than 10000 bytes"))
    let many = Dictionary(uniqueKeysWithValues: (1...101).map { ("\($0).json", "{}") })
    #expect(
      try Self.read(many)
        == .unreadable("cannot read the mapping directory …: there are too many files below it"))
  }

  @Test func `cannot be a pipe, which would never end`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try #require(mkfifo(scratch("a.json"), 0o600) == 0)
    #expect {
      try StubTexts(below: [scratch.path], .none)
    } throws: { error in
      guard case StubFileError.unreadable(let sentence) = error else { return false }
      return sentence == "cannot read the mapping file \(scratch("a.json")): not a file"
    }
  }
}
