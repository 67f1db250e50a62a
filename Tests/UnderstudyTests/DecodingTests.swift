import Testing

@testable import Understudy

@Suite("An invalid answer of the control plane") struct DecodingTests {
  /// - Parameter text: the JSON text of the answer.
  private func reader(_ text: String) throws -> AnswerReader {
    AnswerReader(try MockServer.JSONValue(text: text).json, of: "GET /test")
  }

  private static let request =
    #""request":{"loggedDate":0,"method":"PUT","url":"/","headers":{},"bodyAsBase64":"","understudy":{"warnings":[],"assumptions":[]}}"#

  @Test(
    "is not read as a logged request",
    arguments: [
      ("{}", "the answer has no member `/request`"),
      ("{\"id\":\"a\",\(request),\"response\":{}}", "the answer has no member `/response/status`"),
      (
        "{\"id\":1,\(request),\"response\":{\"fault\":\"EMPTY_RESPONSE\"}}",
        "`/id` in the answer must be a string, but is a number"
      ),
      (
        "{\"id\":\"a\",\(request),\"response\":{\"status\":200,\"bodyAsBase64\":\"!\"}}",
        "`/response/bodyAsBase64` in the answer must be Base64 text, but is a string"
      ),
    ])
  func loggedRequest(_ text: String, _ complaint: String) throws {
    let answer = try reader(text)
    let error = #expect(throws: MockServer.ControlPlaneError.self) { try MockServer.LoggedRequest(answer) }
    #expect(error?.description == "GET /test: \(complaint)")
  }

  @Test(
    "is not read as a change",
    arguments: [
      ("{}", "the answer has no member `/requestId`"),
      (
        #"{"requestId":"a","time":"yesterday"}"#,
        "`/time` in the answer must be a time in ISO 8601 with fractional seconds, but is a string"
      ),
      (
        #"{"requestId":"a","time":"2026-04-17T12:00:00.000Z","collection":"centerfy","id":"b","kind":"updated","patch":[{"op":"add"}]}"#,
        "the answer has no member `/patch/0/path`"
      ),
    ])
  func change(_ text: String, _ complaint: String) throws {
    let answer = try reader(text)
    let error = #expect(throws: MockServer.ControlPlaneError.self) { try MockServer.Change(answer) }
    #expect(error?.description == "GET /test: \(complaint)")
  }

  @Test(
    "is not read as a verdict",
    arguments: [
      (#"{"verdict":"pass"}"#, "the answer has no member `/count`"),
      (
        #"{"verdict":"maybe"}"#,
        "`/verdict` in the answer must be `pass`, `fail` or `indeterminate`, but is a string"
      ),
      (
        #"{"verdict":"fail","count":0,"expected":{},"requests":[],"nearest":[{}]}"#,
        "the answer has no member `/nearest/0/id`"
      ),
    ])
  func verdict(_ text: String, _ complaint: String) throws {
    let answer = try reader(text)
    let error = #expect(throws: MockServer.ControlPlaneError.self) { try MockServer.Verdict(answer) }
    #expect(error?.description == "GET /test: \(complaint)")
  }
}
