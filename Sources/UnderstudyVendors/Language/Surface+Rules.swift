import UnderstudyJSON

extension Surface {
  /// Every rule of the endpoint that can be switched, in the order of refusal; those of reads alone at the end.
  package var rules: [Rule] {
    var seen: Set<String> = []
    return routes.flatMap { rules(of: $0.operation) }.filter { seen.insert($0.id).inserted }
  }

  /// The rules that can refuse an operation, in the order of refusal.
  package func rules(of operation: Operation) -> [Rule] {
    switch operation {
    case .update:
      credentialRules + requestRules + access.map(rule) + [contentTypeRule]
        + collection.record.rules(namespace: namespace) + constraints.map(rule) + permissions.map(rule)
    case .show: credentialRules + requestRules + reads.access.map(rule)
    case .list: credentialRules + (reads.list?.paging.map(rules(of:)) ?? [])
    }
  }

  /// Checks that cannot be switched off, because without them there is nothing to go on with. Their ids stand in
  /// answers as rule ids do.
  package enum AlwaysOn: String, CaseIterable, Sendable {
    case method = "route.method"
    case bodySize = "body.size"
    case agentExists = "agent.exists"
    case bodyIsJSON = "body.json"
    case bodyIsObject = "body.object"
    case saved = "agent.saved"
    case read = "agent.read"

    package var sentence: String {
      switch self {
      case .method: "A known path with another method is refused with 405, naming the allowed one."
      case .bodySize: "A body larger than the limit is refused with 413."
      case .agentExists: "An agent that does not exist is refused with 404."
      case .bodyIsJSON: "A body that is not JSON (RFC 8259, at most 128 levels deep) is refused with 400."
      case .bodyIsObject: "A body that is not a JSON object is refused with 400."
      case .saved: "An update that cannot be saved is refused with 500 and changes nothing."
      case .read: "Agents that cannot be read are answered with 500."
      }
    }

    package var source: Source {
      switch self {
      case .method: .assumed("HTTP says so (RFC 9110, 15.5.6).")
      case .bodySize: .assumed("HTTP says so (RFC 9110, 15.5.14).")
      case .agentExists: .assumed("HTTP says so (RFC 9110, 15.5.5).")
      case .bodyIsJSON, .bodyIsObject: .assumed("The page describes the body as a JSON object.")
      case .saved, .read: .assumed("HTTP says so (RFC 9110, 15.6.1).")
      }
    }
  }

  package func id(of check: AlwaysOn) -> String { "\(namespace).\(check.rawValue)" }

  /// The checks that can refuse an operation, once its route is found.
  package func checks(of operation: Operation) -> [AlwaysOn] {
    switch operation {
    case .update: [.bodySize, .agentExists, .bodyIsJSON, .bodyIsObject, .saved]
    case .show: [.agentExists, .read]
    case .list: [.read]
    }
  }
}

extension Surface {
  /// The ids of the rules that stand outside the agent's fields.
  package var credentialRequiredRule: String { "\(vendor).\(credential.subject).required" }
  package var credentialKnownRule: String { "\(vendor).\(credential.subject).known" }
  package func requiredRule(of confirmation: Credential.Confirmation) -> String {
    "\(vendor).\(confirmation.subject).required"
  }
  package func knownRule(of confirmation: Credential.Confirmation) -> String {
    "\(vendor).\(confirmation.subject).known"
  }
  package var agentIDFormatRule: String { "\(namespace).\(agentID.parameter).format" }
  package func id(of access: Access) -> String { "\(namespace).\(access.name)" }
  package func sizeRule(of paging: Paging) -> String { "\(namespace).\(paging.size).range" }
  package func tokenRule(of paging: Paging) -> String { "\(namespace).\(paging.token).format" }
  package func id(of constraint: Constraint) -> String { "\(namespace).\(constraint.name)" }
  package func id(of permission: Permission) -> String { "\(namespace).\(permission.name)" }

  package var contentTypeRule: Rule {
    switch contentType {
    case .required(let source):
      Rule(
        id: "\(namespace).content-type.required", subject: "Content-Type",
        sentence: "`Content-Type: application/json` must be sent.", source: source)
    case .jsonIfPresent(let source):
      Rule(
        id: "\(namespace).content-type.json", subject: "Content-Type",
        sentence: "A `Content-Type` that is sent must be `application/json`.", source: source)
    }
  }

  private var credentialRules: [Rule] {
    [
      Rule(
        id: credentialRequiredRule, subject: credential.subject,
        sentence: "\(credential.demand).", source: credential.required.source),
      Rule(
        id: credentialKnownRule, subject: credential.subject,
        sentence: "The credential must belong to one of the seeded `\(credential.table)`.",
        source: credential.known.source),
    ] + (credential.confirmation.map(confirmationRules) ?? [])
  }

  private func confirmationRules(_ confirmation: Credential.Confirmation) -> [Rule] {
    let place = confirmation.place.noun
    return [
      Rule(
        id: requiredRule(of: confirmation), subject: confirmation.subject,
        sentence: "\(place) must be sent too.", source: confirmation.required.source, isOnByDefault: false),
      Rule(
        id: knownRule(of: confirmation), subject: confirmation.subject,
        sentence: "\(place), if it is sent, must belong to the same record of `\(credential.table)`.",
        source: confirmation.known.source),
    ]
  }

  private var requestRules: [Rule] {
    guard let format = agentID.format else { return [] }
    let sentence = "`\(agentID.parameter)` in the path must be \(format.noun)."
    return [
      Rule(id: agentIDFormatRule, subject: agentID.parameter, sentence: sentence, source: agentID.source)
    ]
  }

  private func rule(_ access: Access) -> Rule {
    Rule(
      id: id(of: access), subject: "agent", sentence: access.sentence, saying: access.words, source: access.source)
  }

  private func rules(of paging: Paging) -> [Rule] {
    [
      Rule(
        id: sizeRule(of: paging), subject: paging.size,
        sentence: "`\(paging.size)` in the query must be \(paging.sizeDemand).", source: paging.source),
      Rule(
        id: tokenRule(of: paging), subject: paging.token,
        sentence: "`\(paging.token)` in the query must be a token that an answer gave.", source: paging.source),
    ]
  }

  private func rule(_ permission: Permission) -> Rule {
    Rule(
      id: id(of: permission), subject: String(permission.name.prefix { $0 != "." }),
      sentence: permission.sentence, saying: permission.words, source: permission.source)
  }

  private func rule(_ constraint: Constraint) -> Rule {
    Rule(
      id: id(of: constraint), subject: String(constraint.name.prefix { $0 != "." }),
      sentence: constraint.sentence, saying: constraint.words, source: constraint.source,
      isOnByDefault: constraint.isOnByDefault)
  }
}
