import JSON
import Schema
import Testing
import Vendors

@Suite("Centerfy") struct CenterfyTests {
  @Test(
    "answers each refusal in its shape",
    arguments: [
      (Refusal.Reason.methodNotAllowed(allowed: "PUT"), 405, "This endpoint answers PUT only"),
      (.payloadTooLarge(limit: 7), 413, "The body is larger than 7 bytes"),
      (.unauthorized, 401, "Invalid API key"),
      (.forbidden, 403, "Organization/sub-account mismatch with API key scope"),
      (.notFound(agentID: "7"), 404, "Agent not found"),
      (.saveFailed, 500, "The update could not be saved; nothing was changed"),
    ])
  func errors(_ reason: Refusal.Reason, _ status: Int, _ message: String) throws {
    let endpoint = try #require(Vendor.centerfy.endpoints.first)
    let answer = endpoint.error(Refusal(rule: "centerfy.rule", reason: reason), "0123456789")
    #expect(answer.status == status)
    #expect(answer.body.description == #"{"error":true,"message":"\#(message)"}"#)
  }

  @Test func `answers the first of several violations`() throws {
    let endpoint = try #require(Vendor.centerfy.endpoints.first)
    let violations = ["first", "second"].map {
      Violation(rule: "centerfy.\($0)", path: .root, fact: .other("The \($0)"))
    }
    let refusal = Refusal(violations[0], among: violations)
    #expect(refusal.rule == "centerfy.first" && refusal.violations.count == 2)
    #expect(endpoint.error(refusal, "0123456789").status == 400)
    #expect(endpoint.error(refusal, "0123456789").body.description == #"{"error":true,"message":"The first"}"#)
  }
}
