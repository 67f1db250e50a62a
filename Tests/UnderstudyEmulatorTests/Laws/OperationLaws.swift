import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

/// One operation of a surface.
struct SurfaceOperation: Sendable, CustomTestStringConvertible {
  let surface: Surface
  let operation: UnderstudyVendors.Operation

  static let all = lawfulSurfaces.flatMap { surface in
    surface.operations.map { SurfaceOperation(surface: surface, operation: $0) }
  }

  /// The operations whose body sets fields of an agent.
  static let changing = all.filter { $0.operation === $0.surface.updating || $0.operation.isCreation }

  /// The fields of the body; those of the agent if there is no body.
  var fields: Object { operation.body?.fields ?? surface.resource.record }

  var slots: [ValueSlot] { ValueSlot.all.filter { $0.operation === operation } }

  /// The rules that look at more than one field or at other agents. New agents may break them with valid values: only
  /// in creations, also those of the caller's permissions are among them.
  var rulesOfSeveralFields: [String] {
    let limits = operation.guards.filter { $0.stage == .quota || $0.stage == .conflict }
    let permissions = operation.isCreation ? operation.predicateGuards(at: .permission) : []
    return (operation.predicateGuards(at: .constraints) + permissions + limits).map(\.rule.id)
  }

  var testDescription: String { operation.id }
}

extension SurfaceFixture {
  /// Creates a fixture with the rules that are on, of which a creation leaves out those about several fields.
  init(_ tested: SurfaceOperation, enabling rules: [String] = []) throws {
    let disabled = tested.operation.isCreation ? tested.rulesOfSeveralFields : []
    try self.init(tested.surface, tested.operation, switches: Switches(disabled: disabled, enabled: rules))
  }

  init(_ slot: ValueSlot, switches: Switches, store: AgentStore? = nil) throws {
    try self.init(slot.surface, slot.operation, switches: switches, store: store)
  }
}

@Suite("Every operation") struct OperationLaws {
  @Test("accepts a seeded credential for a seeded agent", arguments: SurfaceOperation.all)
  func accepted(_ tested: SurfaceOperation) throws {
    let fixture = try SurfaceFixture(tested.surface)
    let answer = fixture.answer(to: fixture.request(tested.operation, try tested.acceptedBody))
    #expect(answer.status == tested.operation.success.status, "\(answer.text)")
    #expect(answer["X-Understudy-Rule"] == nil)
  }

  @Test(
    "refuses what each of its standard checks is about", arguments: ExternalProgram.sample(of: SurfaceOperation.all)
  )
  func standardChecks(_ tested: SurfaceOperation) throws {
    for demand in tested.operation.guards + [tested.surface.methodGuard] {
      guard case .standard(let check) = demand.test else { continue }
      let fixture = try SurfaceFixture(tested.surface, switches: Switches(enabled: [demand.rule.id]))
      var request = fixture.request(tested.operation, try tested.acceptedBody)
      guard try request.fail(check, of: tested) else { continue }
      // Without a credential, only the prefix tells whose path it is.
      request.target = "/\(tested.surface.vendor)\(request.target)"
      let answer = fixture.answer(to: request)
      let reason = demand.refusal.reason()
      #expect(answer["X-Understudy-Rule"] == demand.rule.id, "\(answer.text)")
      #expect(answer.status == tested.surface.error(Refusal(rule: demand.rule.id, reason: reason), "").status)
    }
  }
}

extension SurfaceOperation {
  /// A body that the operation accepts; nil if it looks at none.
  var acceptedBody: Members? {
    get throws {
      guard let fields = operation.body?.fields else { return nil }
      if operation === surface.updating {
        return try #require(ValueSlot.all.first { $0.surface === surface }).acceptedBody
      }
      switch operation.kind {
      case .create:
        // Without what only creation takes: an owner other than the caller's would be refused.
        let record = surface.resource.record
        let usual = fields.everything.filter { record[$0.key]?.isUpdatable == true }
        return fields.accepted(usual.reduce(into: Members()) { $0[$1.name] = $1.value })
      case .archive(let archiving): return [archiving.identity: .string(try SurfaceFixture(surface).agentID)]
      case .update, .read, .list, .delete: break
      }
      let first = try #require(fields.updatableFields.first)
      return fields.accepted([first.name: try #require(first.value.samples.first)])
    }
  }
}

extension Request {
  /// Makes the request fail a check and no earlier one.
  /// - Returns: Whether a request can fail it.
  fileprivate mutating func fail(_ check: StandardCheck, of tested: SurfaceOperation) throws -> Bool {
    let credential = tested.surface.credential
    switch check {
    case .method: method = "PURGE"
    case .bodySize: body = .tooLarge(limit: 1_048_576)
    case .credentialSent:
      for place in credential.places { fields[try place.name] = nil }
    case .credentialKnown: try fields.set(#require(credential.places.first), to: "unknown")
    case .secondaryCredentialSent: fields[try #require(credential.secondary).place.name] = nil
    case .secondaryCredentialKnown: try fields.set(#require(credential.secondary).place, to: "unknown")
    case .identityFormat: target = tested.operation.path.filled(with: "unknown")
    case .agentExists:
      let unknown = "99999999-0000-4000-8000-000000000000"
      target = tested.operation.path.filled(with: unknown)
      if case .archive(let archiving) = tested.operation.kind {
        body = .complete(Members(dictionaryLiteral: (archiving.identity, .string(unknown))).bytes)
      }
    case .pageSize: target += "?\(try tested.paging.size)=0"
    case .pageToken: target += "?\(try tested.paging.token)=unknown"
    case .contentTypeSent: fields[.contentType] = nil
    case .contentTypeJSON: fields[.contentType] = "text/plain"
    case .bodyIsJSON: body = .complete(Array("{".utf8))
    case .bodyIsObject: body = .complete(Array("[]".utf8))
    // Transcripts show what needs several requests.
    case .rate, .quota, .unique, .agentSaved, .agentsRead: return false
    }
    return true
  }
}

extension SurfaceOperation {
  fileprivate var paging: Paging { get throws { try #require(operation.listing?.paging) } }
}

extension Credential.Place {
  fileprivate var name: HTTPField.Name { get throws { try #require(HTTPField.Name(headerName)) } }
}
