import Testing

@Suite("The structure of a seed file") struct StructureTests {
  @Test(
    "Another root is an error",
    arguments: [
      ("[]", "a.json:1:1: a seed file must be an object, but is an array"),
      (" null", "a.json:1:2: a seed file must be an object, but is null"),
      ("\n\"centerfy\"", "a.json:2:1: a seed file must be an object, but is a string"),
      ("7", "a.json:1:1: a seed file must be an object, but is a number"),
    ])
  func root(_ text: String, _ error: String) throws {
    #expect(try Reading(["a.json": text]) == .invalid([error]))
  }

  @Test(
    "An unknown vendor, or list is an error that suggests the nearest name",
    arguments: [
      (#"{"centrefy": {}}"#, "a.json:1:14: /centrefy: `centrefy` is not a vendor; did you mean `centerfy`?"),
      (#"{"Centerfy": {}}"#, "a.json:1:14: /Centerfy: `Centerfy` is not a vendor; did you mean `centerfy`?"),
      (#"{"acme": 1}"#, "a.json:1:10: /acme: `acme` is not a vendor; known: centerfy"),
      (#"{"a/b~c": 1}"#, "a.json:1:11: /a~1b~0c: `a/b~c` is not a vendor; known: centerfy"),
      (#"{"$schema": 7, "schema": 7}"#, "a.json:1:26: /schema: `schema` is not a vendor; known: centerfy"),
      (
        #"{"centerfy": {"agent": []}}"#,
        "a.json:1:24: /centerfy/agent: `agent` is not a list of Centerfy AI; did you mean `agents`?"
      ),
      (
        #"{"centerfy": {"voices": 1}}"#,
        "a.json:1:25: /centerfy/voices: `voices` is not a list of Centerfy AI; known: keys, agents"
      ),
    ])
  func unknown(_ text: String, _ error: String) throws {
    #expect(try Reading(["a.json": text]) == .invalid([error]))
  }

  @Test(
    "Another type is an error",
    arguments: [
      (#"{"centerfy": []}"#, "a.json:1:14: /centerfy: `centerfy` must be an object, but is an array"),
      (#"{"centerfy": null}"#, "a.json:1:14: /centerfy: `centerfy` must be an object, but is null"),
      (
        #"{"centerfy": {"agents": {}}}"#,
        "a.json:1:25: /centerfy/agents: `centerfy.agents` must be an array, but is an object"
      ),
      (
        #"{"centerfy": {"keys": "k"}}"#,
        "a.json:1:23: /centerfy/keys: `centerfy.keys` must be an array, but is a string"
      ),
      (
        #"{"centerfy": {"keys": [[]]}}"#,
        "a.json:1:24: /centerfy/keys/0: `centerfy.keys[0]` must be an object, but is an array"
      ),
      (
        #"{"centerfy": {"agents": [true]}}"#,
        "a.json:1:26: /centerfy/agents/0: `centerfy.agents[0]` must be an object, but is a boolean"
      ),
    ])
  func type(_ text: String, _ error: String) throws {
    #expect(try Reading(["a.json": text]) == .invalid([error]))
  }

  @Test(
    "Every list is optional",
    arguments: [
      "{}", #"{"$schema": "seed.schema.json"}"#, #"{"centerfy": {}}"#, #"{"centerfy": {"keys": [], "agents": []}}"#,
    ])
  func empty(_ text: String) throws {
    #expect(try Reading(["a.json": text]) == .read(agents: []))
  }
}
