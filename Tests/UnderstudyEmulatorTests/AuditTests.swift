import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

@Suite("Voicebip's changes of consent") struct AuditTests {
  private let fresh: FreshEmulator

  init() throws {
    fresh = try FreshEmulator(switches: Switches(disabled: ["voicebip.authorization.required"]))
  }

  private func send(_ body: String, token: String? = "pk_test_voicebip_example") -> Int {
    var fields = HeaderSection()
    if let token { fields[.authorization] = "Bearer \(token)" }
    let target = "/v1/agents/agt_PAEZ_njcfm2kycpjs"
    let request = Request(method: "PATCH", target: target, fields: fields, body: .complete(Array(body.utf8)))
    return fresh.answer(request).status
  }

  @Test func `each leave one record, and nothing else does`() throws {
    let bodies = [
      #"{"consent_required":true}"#, #"{"consent_required":false}"#, #"{"consent_required":false}"#, "{}",
      #"{"display_name":"x"}"#, #"{"consent_required":true,"status":7}"#, #"{"consent_required":null}"#,
    ]
    #expect(bodies.map { send($0) } == [200, 200, 200, 200, 200, 400, 400])
    #expect(send(#"{"consent_required":true}"#, token: "pk_nobody") == 401)
    #expect(send(#"{"consent_required":true}"#, token: nil) == 200)
    let records = try fresh.store.audit(in: fresh.store.sandbox(SandboxID.defaultName))
    #expect(records.map(\.id) == Array(repeating: "agt_PAEZ_njcfm2kycpjs", count: 2))
    #expect(records.map(\.collection) == ["voicebip", "voicebip"])
    #expect(
      records.map(\.entry) == [
        AuditEntry(
          field: "consent_required", before: true, after: false, time: FreshEmulator.now,
          // printf %s pk_test_voicebip_example | sha256sum
          credential: "pk_t…9ebb37bd"),
        AuditEntry(
          field: "consent_required", before: false, after: true, time: FreshEmulator.now, credential: nil),
      ])
  }
}
