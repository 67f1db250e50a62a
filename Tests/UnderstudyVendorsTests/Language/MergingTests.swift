import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("Merging an update into a stored record") struct MergingTests {
  @Test(
    "keeps, replaces and clears",
    arguments: [
      // An absent member stays, a sent one is replaced in its place, a new one is appended.
      (#"{}"#, #"{"name":"a","share":0.1}"#, #"{"name":"a","share":0.1}"#),
      (#"{"name":"b"}"#, #"{"name":"a","share":0.1}"#, #"{"name":"b","share":0.1}"#),
      (#"{"mode":"auto"}"#, #"{"name":"a"}"#, #"{"name":"a","mode":"auto"}"#),
      // Null clears the value, and is stored.
      (#"{"note":null}"#, #"{"note":"a"}"#, #"{"note":null}"#),
      (#"{"note":"b"}"#, #"{"note":null}"#, #"{"note":"b"}"#),
      // Numbers keep their text; integers lose their fraction.
      (#"{"share":0.10}"#, #"{"share":1}"#, #"{"share":0.10}"#),
      (#"{"share":1e0}"#, #"{"share":1}"#, #"{"share":1e0}"#),
      (#"{"retries":3.0}"#, #"{"retries":1}"#, #"{"retries":3}"#),
      (#"{"retries":1e1}"#, #"{"retries":1}"#, #"{"retries":10}"#),
      (#"{"retries":1.5}"#, #"{"retries":1}"#, #"{"retries":1.5}"#),
      (#"{"retries":"many"}"#, #"{"retries":1}"#, #"{"retries":"many"}"#),
      // Arrays are replaced as a whole; their objects are new and get their defaults.
      (#"{"tags":["c"]}"#, #"{"tags":["a","b"]}"#, #"{"tags":["c"]}"#),
      (#"{"tags":[]}"#, #"{"tags":["a","b"]}"#, #"{"tags":[]}"#),
      (
        #"{"gap":[{"days":2.0}]}"#, #"{"gap":[{"days":7,"hours":7},{"days":1}]}"#,
        #"{"gap":[{"hours":0,"days":2}]}"#
      ),
      (#"{"gap":[{"hours":3,"days":1}]}"#, #"{}"#, #"{"gap":[{"hours":3,"days":1}]}"#),
      (#"{"gap":[{"days":1,"weeks":1}]}"#, #"{}"#, #"{"gap":[{"hours":0,"days":1}]}"#),
      (#"{"gap":["a"]}"#, #"{}"#, #"{"gap":["a"]}"#),
      // Listed objects are merged member by member, to any depth; missing ones begin with their defaults.
      (#"{"voice":{"speed":1}}"#, #"{"voice":{"provider":"east"}}"#, #"{"voice":{"provider":"east","speed":1}}"#),
      (#"{"voice":{"speed":null}}"#, #"{"voice":{"speed":1}}"#, #"{"voice":{"speed":null}}"#),
      (
        #"{"voice":{"style":{"mood":"b"}}}"#, #"{"voice":{"style":{"mood":"a","loud":true}}}"#,
        #"{"voice":{"style":{"mood":"b","loud":true}}}"#
      ),
      (#"{"voice":{"style":{"mood":"b"}}}"#, #"{"voice":{}}"#, #"{"voice":{"style":{"loud":false,"mood":"b"}}}"#),
      (#"{"voice":{"style":{"other":1}}}"#, #"{"voice":{}}"#, #"{"voice":{"style":{"loud":false}}}"#),
      (#"{"voice":{}}"#, #"{"voice":{"provider":"east"}}"#, #"{"voice":{"provider":"east"}}"#),
      (#"{"voice":{"provider":"west"}}"#, #"{"voice":null}"#, #"{"voice":{"provider":"west"}}"#),
      (#"{"voice":7}"#, #"{"voice":{"provider":"east"}}"#, #"{"voice":7}"#),
      // Unlisted members are stored if the object passes them through, but not under the name of an internal field.
      (
        #"{"voice":{"pitch":1.50}}"#, #"{"voice":{"provider":"east"}}"#,
        #"{"voice":{"provider":"east","pitch":1.50}}"#
      ),
      (#"{"voice":{"secret":"b"}}"#, #"{"voice":{"secret":"a"}}"#, #"{"voice":{"secret":"a"}}"#),
      // Free-form objects are replaced as a whole.
      (#"{"extra":{"b":{"c":1.0}}}"#, #"{"extra":{"a":1}}"#, #"{"extra":{"b":{"c":1.0}}}"#),
      // Members that are fixed, internal or unknown are left out.
      (#"{"id":"b","owner":"b","nothing":1}"#, #"{"id":"a","owner":"a"}"#, #"{"id":"a","owner":"a"}"#),
    ])
  func merging(_ update: String, _ stored: String, _ merged: String) throws {
    #expect(try Sample.agent.merging(update, into: stored) == merged)
  }

  @Test func `An object that did not exist begins with its defaults`() throws {
    #expect(
      try Sample.agent.merging(#"{"name":"a"}"#, into: nil) == #"{"share":0.5,"name":"a"}"#)
    #expect(try Sample.agent.merging(#"{"share":1}"#, into: nil) == #"{"share":1}"#)
  }

  @Test(
    "A record is completed with the defaults that it leaves out",
    arguments: [
      (#"{"name":"a"}"#, #"{"name":"a","share":0.5}"#), (#"{"share":null}"#, #"{"share":null}"#),
      ("{}", #"{"share":0.5}"#),
    ])
  func completing(_ record: String, _ completed: String) throws {
    #expect(try Sample.agent.completing(Members(text: record), startingAt: .epoch).text == completed)
  }

  @Test(
    "The updatable members of a body are the listed ones, in the body's order",
    arguments: [
      (#"{"share":1,"x":1,"name":"a","id":"a","owner":"a"}"#, #"{"share":1,"name":"a"}"#), (#"{"Name":"a"}"#, "{}"),
      (#"{"note":null}"#, #"{"note":null}"#), ("{\"api\u{212A}ey\":\"a\"}", "{}"),
    ])
  func updatable(_ body: String, _ members: String) throws {
    #expect(try Sample.agent.updatableMembers(of: Members(text: body)).text == members)
  }
}
