import UnderstudyHTTP
import UnderstudyJSON

/// A check that every vendor makes. The emulator makes it; the guard declares its rule and its refusal.
package enum StandardCheck: Sendable, Hashable {
  case method
  case bodySize
  case credentialSent, credentialKnown
  /// The account has not sent too many requests.
  case rate
  case secondaryCredentialSent, secondaryCredentialKnown
  case identityFormat
  case agentExists
  case pageSize, pageToken
  /// `Content-Type` is present and `application/json`.
  case contentTypeSent
  /// `Content-Type`, if it is present, is `application/json`.
  case contentTypeJSON
  case bodyIsJSON, bodyIsObject
  /// The account may have another agent; no other has a value that must be unique.
  case quota, unique
  case agentSaved, agentsRead
}

/// The standard guards of a surface.
struct StandardGuards {
  let vendor: String
  let namespace: String
  let credential: Credential
  let identity: PathParameter
  let sources: StandardSources
  let rate: RateLimit?

  /// Returns all guards of an operation in the order of refusal.
  func guards(of declaration: Operation.Declaration, _ body: RequestBody?) -> [Guard] {
    var guards =
      credentials + [rate?.listed].compactMap(\.self) + declaration.guards.map { $0.qualified(by: namespace) }
    if let body {
      guards += contentType(body.contentType) + bodyFormat
      guards += body.fields.rules(namespace: namespace).map { Guard($0, .fields, .invalid, .field) }
    }
    if declaration.path.hasParameters { guards += identityFormat + [agentExists] }
    if case .archive = declaration.kind { guards.append(agentExists) }
    switch declaration.kind {
    case .create(let creation):
      guards +=
        creation.limits.map { $0.listed.qualified(by: namespace) } + [
          bodySize, agentSaved(declaration.saveFailure),
        ]
    case .update, .delete, .archive: guards += [bodySize, agentSaved(declaration.saveFailure)]
    case .read: guards.append(agentsRead)
    case .list(let listing): guards += (listing.paging.map(query) ?? []) + [agentsRead]
    }
    // Guards of one stage keep the order of their declaration.
    return guards.enumerated().sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }
      .map(\.element)
  }

  private func standard(
    _ check: StandardCheck, _ stage: Guard.Stage, _ refusal: Refusal.Kind, _ id: String,
    of subject: String, _ summary: String, _ source: Source, _ activation: Rule.Activation = .on
  ) -> Guard {
    let rule = Rule(id: id, subject: subject, summary: summary, source: source, activation: activation)
    return Guard(rule, stage, refusal, .standard(check))
  }

  /// Returns a guard that cannot be switched off, because the operation could not continue without it.
  private func always(
    _ check: StandardCheck, _ stage: Guard.Stage, _ refusal: Refusal.Kind, _ id: String,
    _ summary: String, _ source: Source
  ) -> Guard {
    standard(check, stage, refusal, "\(namespace).\(id)", of: id, summary, source, .always)
  }

  var method: Guard {
    always(
      .method, .method, .methodNotAllowed, "route.method",
      "A known path with another method is refused with 405, naming the allowed one.",
      .assumed("HTTP says so (RFC 9110, 15.5.6)."))
  }

  private var bodySize: Guard {
    always(
      .bodySize, .size, .payloadTooLarge, "body.size", "A body larger than the limit is refused with 413.",
      .assumed("HTTP says so (RFC 9110, 15.5.14)."))
  }

  private var agentExists: Guard {
    always(
      .agentExists, .existence, .notFound, "agent.exists", "An agent that does not exist is refused with 404.",
      sources.agentExists)
  }

  private var bodyFormat: [Guard] {
    let source = Source.assumed("The page describes the body as a JSON object.")
    return [
      always(
        .bodyIsJSON, .body, .invalid, "body.json",
        "A body that is not JSON (RFC 8259, at most 128 levels deep) is refused with 400.", source),
      always(
        .bodyIsObject, .body, .invalid, "body.object", "A body that is not a JSON object is refused with 400.",
        source),
    ]
  }

  private func agentSaved(_ refusal: Refusal.Kind) -> Guard {
    always(
      .agentSaved, .storage, refusal, "agent.saved",
      "A change that cannot be saved is refused with 500 and changes nothing.", sources.agentSaved)
  }

  private var agentsRead: Guard {
    always(
      .agentsRead, .storage, .readFailed, "agent.read", "Agents that cannot be read are answered with 500.",
      sources.agentsRead)
  }

  private var credentials: [Guard] {
    let (subject, table) = (credential.subject, "`\(credential.table)`")
    var guards = [
      standard(
        .credentialSent, credential.required, "\(subject).required", "\(credential.missingMessage)."),
      standard(
        .credentialKnown, credential.known, "\(subject).known",
        "The credential must belong to one of the seeded \(table)."),
    ]
    if let secondary = credential.secondary {
      let (subject, place) = (secondary.subject, secondary.place.description)
      guards += [
        standard(
          .secondaryCredentialSent, secondary.required, "\(subject).required", "\(place) must be sent too.", .off),
        standard(
          .secondaryCredentialKnown, secondary.known, "\(subject).known",
          "\(place), if it is sent, must belong to the same record of \(table)."),
      ]
    }
    return guards
  }

  /// Returns a guard of the credential. The surfaces of a vendor share its rule.
  private func standard(
    _ check: StandardCheck, _ rejection: Credential.Rejection, _ id: String, _ summary: String,
    _ activation: Rule.Activation = .on
  ) -> Guard {
    let rule = Rule(
      id: "\(vendor).\(id)", subject: String(id.prefix { $0 != "." }), summary: summary,
      vendorMessage: rejection.message, source: rejection.source, activation: activation)
    return Guard(rule, .credential, rejection.refusal, .standard(check))
  }

  private var identityFormat: [Guard] {
    guard let format = identity.format else { return [] }
    let name = identity.parameter
    return [
      standard(
        .identityFormat, .identity, .invalid, "\(namespace).\(name).format", of: name,
        "`\(name)` in the path must be \(format.description).", identity.source)
    ]
  }

  private func contentType(_ contentType: ContentType) -> [Guard] {
    switch contentType {
    case .required(let source): return [contentTypeSent(in: namespace, source)]
    case .jsonIfPresent(let source, let activation, let presence):
      let format = standard(
        .contentTypeJSON, .body, .invalid, "\(namespace).content-type.json", of: "Content-Type",
        "A `Content-Type` that is sent must be `application/json`.", source, activation)
      // The surfaces of a vendor share the rule.
      return [presence.map { contentTypeSent(in: vendor, $0, .off) }, format].compactMap(\.self)
    }
  }

  private func contentTypeSent(
    in namespace: String, _ source: Source, _ activation: Rule.Activation = .on
  ) -> Guard {
    standard(
      .contentTypeSent, .body, .invalid, "\(namespace).content-type.required", of: "Content-Type",
      "`Content-Type: application/json` must be sent.", source, activation)
  }

  private func query(_ paging: Paging) -> [Guard] {
    [
      standard(
        .pageSize, .query, .invalid, "\(namespace).\(paging.size).range", of: paging.size,
        "`\(paging.size)` in the query must be \(paging.sizeExpectation).", paging.source),
      standard(
        .pageToken, .query, .invalid, "\(namespace).\(paging.token).format", of: paging.token,
        "`\(paging.token)` in the query must be a token that an answer gave.", paging.source),
    ]
  }
}

/// The sources of the checks that every vendor makes, if the vendor documents them.
package struct StandardSources: Sendable {
  let agentExists: Source
  let agentSaved: Source
  let agentsRead: Source

  package init(agentExists: Source? = nil, agentSaved: Source? = nil, agentsRead: Source? = nil) {
    self.agentExists = agentExists ?? .assumed("HTTP says so (RFC 9110, 15.5.5).")
    let failure = Source.assumed("HTTP says so (RFC 9110, 15.6.1).")
    self.agentSaved = agentSaved ?? failure
    self.agentsRead = agentsRead ?? failure
  }
}
