import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

/// Compares the JSON Schema of seeds with another implementation of JSON Schema.
@Suite("The JSON Schema of seeds, by Python's jsonschema", .tags(.external, .python), .needs(.python))
struct SchemaTests {
  private static let id = "11111111-2222-3333-4444-555555555555"

  @Test("It is itself valid")
  func valid() throws {
    #expect(try Self.errors(in: "{}") == "")
  }

  @Test(
    "It accepts what we accept",
    arguments: [
      (.agents(.agent(id))), .agents(.agent(id), .agent(id, (#""name": "n""#, #""name": "", "temperature": 7"#))),
      #"{"$schema": "seed.schema.json", "centerfy": {"keys": [{"key": "k", "organization_id": "o"}]}}"#,
    ])
  func accepts(_ text: String) throws {
    #expect(try Self.errors(in: text) == "")
  }

  @Test(
    "It accepts the committed seeds",
    arguments: Registry().vendors.map(\.id))
  func committed(_ vendor: String) throws {
    let seeds = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../seed-data/\(vendor).json")
    #expect(try Self.errors(in: String(contentsOf: seeds, encoding: .utf8)) == "")
  }

  @Test(
    "It refuses what we refuse, at the same place",
    arguments: [
      ("[]", "\n"), (#"{"centrefy": {}}"#, "\n"), (#"{"centerfy": []}"#, "/centerfy\n"),
      (#"{"centerfy": {"agent": []}}"#, "/centerfy\n"), (#"{"centerfy": {"agents": {}}}"#, "/centerfy/agents\n"),
      (.agents(.agent(id, (#""name": "n", "#, ""))), "/centerfy/agents/0\n"),
      (.agents(.agent(id, (#""name": "n""#, #""name": 7"#))), "/centerfy/agents/0/name\n"),
      (.agents(.agent(id, (#""name": "n""#, #""name": "n", "color": 1"#))), "/centerfy/agents/0\n"),
      (
        .agents(.agent(id, (#""name": "n""#, #""name": "n", "max_duration": "1""#))),
        "/centerfy/agents/0/max_duration\n"
      ),
      (#"{"centerfy": {"keys": [{"key": "k"}]}}"#, "/centerfy/keys/0\n"),
    ])
  func refuses(_ text: String, _ places: String) throws {
    #expect(try Self.errors(in: text) == places)
    guard case .invalid = try Reading(["a.json": text]) else { return #expect(Bool(false), "we accept it") }
  }

  /// Returns the place of each error in a seed file, one in each line.
  private static func errors(in text: String) throws -> String {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let schema = SeedSchema.document(Registry()).description
    return try python(
      """
      import json, sys, jsonschema
      schema, seeds = (json.load(open(path)) for path in sys.argv[1:])
      jsonschema.Draft202012Validator.check_schema(schema)
      for error in jsonschema.Draft202012Validator(schema).iter_errors(seeds):
        print("".join("/" + str(step) for step in error.absolute_path))
      """, [scratch.write(schema, to: "schema.json"), scratch.write(text, to: "seeds.json")])
  }

  /// Returns the output on both streams.
  private static func python(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [ExternalProgram.python.path ?? "python3", "-W", "ignore", "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.start()
    return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
}
