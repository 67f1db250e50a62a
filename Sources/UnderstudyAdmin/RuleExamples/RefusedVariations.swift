import UnderstudyJSON
import UnderstudyVendors

/// The requests that may be refused by a rule, made of one that may be accepted.
struct RefusedVariations {
  private let rule: Rule
  private let test: Guard.Test
  private let operation: UnderstudyVendors.Operation
  private let surface: Surface

  init(of rule: Rule, _ operation: UnderstudyVendors.Operation, _ surface: Surface) {
    self.rule = rule
    self.operation = operation
    self.surface = surface
    test = operation.guards.first { $0.rule.id == rule.id }?.test ?? surface.methodGuard.test
  }

  /// Returns the variations of a request.
  /// - Parameter others: further requests of the operation, by other accounts, to other agents.
  func all(of start: ExampleRequest, among others: [ExampleRequest]) -> [ExampleRequest] {
    switch test {
    case .standard(let check): variations(of: start, failing: check, among: others)
    case .field: bodies(of: start).map { start.with(\.body, .json($0)) }
    case .predicate(let predicate):
      others
        + (start.members.map { members in
          predicate.bodies(of: members, operation).map { start.with(\.body, .json($0)) }
        } ?? [])
    }
  }

  private func variations(
    of start: ExampleRequest, failing check: StandardCheck, among others: [ExampleRequest]
  ) -> [ExampleRequest] {
    let paging = operation.listing?.paging
    switch check {
    case .credentialSent: return [start.with(\.credential, [])]
    case .credentialKnown: return [start.with(\.credential, unknown(surface.credential.places.first))]
    case .secondaryCredentialSent: return [start.with(\.credential, Array(start.credential.prefix(1)))]
    case .secondaryCredentialKnown:
      return [
        start.with(\.credential, Array(start.credential.prefix(1)) + unknown(surface.credential.secondary?.place))
      ]
    case .identityFormat: return ["x", "-"].map { start.with(\.path, operation.path.filled(with: $0)) }
    case .agentExists:
      return (start.agent?.id.variations ?? ["unknown"]).map {
        start.with(\.path, operation.path.filled(with: $0.asStep))
      }
    case .pageSize:
      let size = paging.map { ["0", "x", String($0.sizes.upperBound + 1)] } ?? []
      return size.map { start.with(\.path, "\(start.path)?\(paging?.size ?? "")=\($0)") }
    case .pageToken: return paging.map { [start.with(\.path, "\(start.path)?\($0.token)=x")] } ?? []
    case .contentTypeSent: return [start.with(\.contentType, nil)]
    case .contentTypeJSON: return [start.with(\.contentType, "text/plain")]
    case .bodyIsJSON: return [start.with(\.body, .text(#"{"name": "#))]
    case .bodyIsObject: return [start.with(\.body, .text("[]"))]
    case .quota, .unique: return others
    case .method: return ["PATCH", "POST", "PUT", "DELETE"].map { start.with(\.method, $0) }
    case .bodySize, .rate, .agentSaved, .agentsRead: return []
    }
  }

  /// A credential that no seed has.
  private func unknown(_ place: Credential.Place?) -> [(name: String, value: String)] {
    place.map { [(name: $0.headerName, value: $0.value(of: "unknown_key"))] } ?? []
  }

  /// Returns bodies with invalid values in the field of the rule, without it, and with an unknown member.
  private func bodies(of start: ExampleRequest) -> [Members] {
    guard let body = start.members, let fields = operation.body?.fields else { return [] }
    let place = FieldPlace(rule.subject)
    guard rule.subject != "body" else {
      var unknown = body
      unknown["understudy_unknown"] = true
      return [unknown]
    }
    let value = place.value(in: fields)
    let invalid = InvalidValues(for: value).all.map { place.setting($0, in: body, storedIn: start.agent?.record) }
    let without = [place.removed(from: body, storedIn: start.agent?.record)].compactMap(\.self)
    // A field may be required or checked only beside certain values of another.
    let beside = fields.updatableFields.flatMap { field in
      InvalidValues.listed(field.value).prefix(6).flatMap { listed -> [Members] in
        var body = body
        body[field.name] = listed
        return [place.removed(from: body, storedIn: start.agent?.record) ?? body]
          + InvalidValues(for: value).all.prefix(6).map {
            place.setting($0, in: body, storedIn: start.agent?.record)
          }
      }
    }
    return without + invalid + beside
  }
}

extension ExampleRequest {
  /// Returns the request with another value of a property.
  fileprivate func with<Value>(_ property: WritableKeyPath<ExampleRequest, Value>, _ value: Value) -> ExampleRequest
  {
    var request = self
    request[keyPath: property] = value
    return request
  }
}

extension Predicate {
  /// Returns bodies with other values of the members that the predicate names, singly and in pairs.
  fileprivate func bodies(of body: Members, _ operation: UnderstudyVendors.Operation) -> [Members] {
    let names = operands.compactMap { operand -> String? in
      switch operand {
      case .sent(let name), .merged(let name): name.text
      case .stored, .caller, .value: nil
      }
    }.uniqued
    let choices = names.map { name -> (name: String, values: [JSON]) in
      let value = operation.body?.fields.updatableFields.first { $0.name == name }?.value
      return (name, value.map(InvalidValues.valid) ?? [])
    }
    var bodies = [Members()]
    for (name, values) in choices.prefix(3) {
      bodies += bodies.flatMap { body in
        values.prefix(6).map { value in
          var body = body
          body[name] = value
          return body
        }
      }
    }
    return bodies.map { changes in changes.reduce(into: body) { $0.set($1.key, to: $1.value) } }
  }
}

extension String {
  /// Ids of the same form, of which hardly any exists.
  fileprivate var variations: [String] {
    ["0", "1", "a", "b", "z"].filter { !hasSuffix($0) }.map { String(dropLast()) + $0 }
  }
}
