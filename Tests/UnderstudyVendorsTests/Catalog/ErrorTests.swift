import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("A refusal is answered in the vendor's shape") struct ErrorTests {
  /// The reasons in this order, and the violation of a rule last.
  private static let refusals: [Refusal] =
    [
      .methodNotAllowed(allowed: "PUT"), .payloadTooLarge(limit: 7), .unauthorized, .forbidden,
      .notFound(agentID: "a/b"), .saveFailed(),
    ].map { Refusal(rule: "x", reason: $0) } + [Refusal(violation("The first"), among: [violation("The first")])]

  private static func violation(_ sentence: String) -> Violation {
    Violation(rule: "x", path: .root, kind: .other(sentence))
  }

  private static let texts = [
    "This path answers PUT only", "The body is larger than 7 bytes", "The credential is missing or unknown",
    "The credential may not do this", "There is no such agent",
    "The update could not be saved; nothing was changed", "The first",
  ]

  private func expect(_ id: String, _ expected: [(status: Int, body: String)]) throws {
    let surface = try #require(Registry().surfaces.first { $0.id == id })
    for (refusal, (status, body)) in zip(Self.refusals, expected) {
      let answer = surface.error(refusal, "0123456789")
      #expect(answer.status == status && answer.body.description == body)
    }
    #expect(expected.count == Self.refusals.count)
  }

  @Test("of Trillet", arguments: ["trillet-omni-flow", "trillet-call"])
  func trillet(_ id: String) throws {
    let codes = [
      (405, "method_not_allowed"), (413, "payload_too_large"), (401, "unauthorized"), (403, "forbidden"),
      (404, "not_found"), (500, "internal_error"), (400, "invalid_request"),
    ]
    var texts = Self.texts
    texts[4] = "Agent not found"
    try expect(
      id, zip(codes, texts).map { ($0.0, #"{"error":{"code":"\#($0.1)","message":"\#($1)"}}"#) })
  }

  @Test func `of Voicebip`() throws {
    let codes = [
      (405, "METHOD_NOT_ALLOWED"), (413, "PAYLOAD_TOO_LARGE"), (401, "UNAUTHENTICATED"),
      (403, "PERMISSION_DENIED"), (404, "NOT_FOUND"), (500, "INTERNAL"), (400, "INVALID_ARGUMENT"),
    ]
    var texts = Self.texts
    texts[4] = "Agent a/b not found"
    try expect(
      "voicebip",
      zip(codes, texts).map { code, text in
        let page = "https://docs.voicebip.com/errors/\(code.1)"
        return (
          code.0,
          #"{"error_code":"\#(code.1)","message":"\#(text)","request_id":"req_0123456789","documentation_url":"\#(page)"}"#
        )
      })
  }

  @Test func `of Centerfy`() throws {
    var texts = Self.texts
    texts[2] = "Invalid API key"
    texts[3] = "Organization/sub-account mismatch with API key scope"
    texts[4] = "Agent not found"
    try expect(
      "centerfy",
      zip([405, 413, 401, 403, 404, 500, 400], texts).map { ($0, #"{"error":true,"message":"\#($1)"}"#) })
  }

  private static let talkifAITexts = [
    "This path answers PUT only", "The body is larger than 7 bytes", "Unauthorized",
    "The credential may not do this", "Agent not found", "Update failed", "The first",
  ]

  @Test func `of TalkifAI's public API`() throws {
    let codes = [
      (405, "method_not_allowed"), (413, "payload_too_large"), (401, "invalid_api_key"), (403, "forbidden"),
      (404, "not_found"), (500, "update_failed"), (400, "validation_error"),
    ]
    try expect(
      "talkifai",
      zip(codes, Self.talkifAITexts).map { ($0.0, #"{"success":false,"error":"\#($1)","code":"\#($0.1)"}"#) })
  }

  @Test func `of TalkifAI Studio`() throws {
    try expect(
      "talkifai-studio",
      zip([405, 413, 401, 403, 404, 500, 400], Self.talkifAITexts).map { ($0, #"{"error":"\#($1)"}"#) })
  }

  @Test func `The first of several violations is answered, and a rule's own vendorMessage win`() throws {
    let refusal = Refusal(Self.violation("The first"), among: ["The first", "The second"].map(Self.violation))
    #expect(refusal.message == "The first" && refusal.violations.count == 2)
    #expect(Refusal(rule: "x", reason: .forbidden, message: "Not you").message == "Not you")
    let worded = Violation(
      rule: "x", path: .root, kind: .other("Ours"), found: "b", vendorMessage: "Theirs: {value}")
    #expect(Refusal(worded).message == "Theirs: b" && worded.ownMessage == "Ours")
  }
}
