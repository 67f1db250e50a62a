import UnderstudyHTTP
import UnderstudyJSON

/// A check that every vendor makes. The emulator makes it; the guard declares its rule and its refusal.
package enum StandardCheck: Sendable, Hashable {
  case method
  case bodySize
  case credentialSent, credentialKnown
  case secondaryCredentialSent, secondaryCredentialKnown
  case identityFormat
  case agentExists
  case pageSize, pageToken
  /// `Content-Type` is present and `application/json`.
  case contentTypeSent
  /// `Content-Type`, if it is present, is `application/json`.
  case contentTypeJSON
  case bodyIsJSON, bodyIsObject
  case agentSaved, agentsRead
}

/// The standard guards of a surface, in the order of refusal.
struct StandardGuards {
  let vendor: String
  let namespace: String
  let credential: Credential
  let identity: PathParameter

  /// Returns a guard that cannot be switched off, because the operation could not continue without it.
  private func always(
    _ check: StandardCheck, _ stage: Guard.Stage, _ refusal: Refusal.Kind, _ id: String, _ summary: String,
    _ reason: String
  ) -> Guard {
    Guard(
      Rule(
        id: "\(namespace).\(id)", subject: id, summary: summary, source: .assumed(reason), activation: .always),
      stage, refusal, .standard(check))
  }

  var method: Guard {
    always(
      .method, .method, .methodNotAllowed, "route.method",
      "A known path with another method is refused with 405, naming the allowed one.",
      "HTTP says so (RFC 9110, 15.5.6).")
  }

  var bodySize: Guard {
    always(
      .bodySize, .size, .payloadTooLarge, "body.size", "A body larger than the limit is refused with 413.",
      "HTTP says so (RFC 9110, 15.5.14).")
  }

  var agentExists: Guard {
    always(
      .agentExists, .existence, .notFound, "agent.exists", "An agent that does not exist is refused with 404.",
      "HTTP says so (RFC 9110, 15.5.5).")
  }

  private var bodyIsJSON: Guard {
    always(
      .bodyIsJSON, .body, .invalid, "body.json",
      "A body that is not JSON (RFC 8259, at most 128 levels deep) is refused with 400.",
      "The page describes the body as a JSON object.")
  }

  private var bodyIsObject: Guard {
    always(
      .bodyIsObject, .body, .invalid, "body.object", "A body that is not a JSON object is refused with 400.",
      "The page describes the body as a JSON object.")
  }

  var agentSaved: Guard {
    always(
      .agentSaved, .storage, .saveFailed, "agent.saved",
      "An update that cannot be saved is refused with 500 and changes nothing.", "HTTP says so (RFC 9110, 15.6.1).")
  }

  var agentsRead: Guard {
    always(
      .agentsRead, .storage, .readFailed, "agent.read", "Agents that cannot be read are answered with 500.",
      "HTTP says so (RFC 9110, 15.6.1).")
  }

  var credentials: [Guard] {
    let (subject, known) = (credential.subject, "one of the seeded `\(credential.table)`")
    return [
      Guard(
        Rule(
          id: "\(vendor).\(subject).required", subject: subject, summary: "\(credential.missingMessage).",
          source: credential.required.source), .credential, credential.required.refusal,
        .standard(.credentialSent)),
      Guard(
        Rule(
          id: "\(vendor).\(subject).known", subject: subject, summary: "The credential must belong to \(known).",
          source: credential.known.source), .credential, credential.known.refusal, .standard(.credentialKnown)),
    ] + (credential.secondary.map(secondary) ?? [])
  }

  private func secondary(_ secondary: SecondaryCredential) -> [Guard] {
    let (subject, place) = (secondary.subject, secondary.place.description)
    return [
      Guard(
        Rule(
          id: "\(vendor).\(subject).required", subject: subject, summary: "\(place) must be sent too.",
          source: secondary.required.source, activation: .off), .credential, secondary.required.refusal,
        .standard(.secondaryCredentialSent)),
      Guard(
        Rule(
          id: "\(vendor).\(subject).known", subject: subject,
          summary: "\(place), if it is sent, must belong to the same record of `\(credential.table)`.",
          source: secondary.known.source), .credential, secondary.known.refusal,
        .standard(.secondaryCredentialKnown)),
    ]
  }

  var identityFormat: [Guard] {
    guard let format = identity.format else { return [] }
    let name = identity.parameter
    return [
      Guard(
        Rule(
          id: "\(namespace).\(name).format", subject: name,
          summary: "`\(name)` in the path must be \(format.description).", source: identity.source), .identity,
        .invalid,
        .standard(.identityFormat))
    ]
  }

  func body(_ body: RequestBody) -> [Guard] {
    [contentType(body.contentType), bodyIsJSON, bodyIsObject]
      + body.fields.rules(namespace: namespace).map { Guard($0, .fields, .invalid, .field) }
  }

  private func contentType(_ contentType: ContentType) -> Guard {
    switch contentType {
    case .required(let source):
      Guard(
        Rule(
          id: "\(namespace).content-type.required", subject: "Content-Type",
          summary: "`Content-Type: application/json` must be sent.", source: source), .body, .invalid,
        .standard(.contentTypeSent))
    case .jsonIfPresent(let source):
      Guard(
        Rule(
          id: "\(namespace).content-type.json", subject: "Content-Type",
          summary: "A `Content-Type` that is sent must be `application/json`.", source: source), .body, .invalid,
        .standard(.contentTypeJSON))
    }
  }

  func query(_ paging: Paging) -> [Guard] {
    [
      Guard(
        Rule(
          id: "\(namespace).\(paging.size).range", subject: paging.size,
          summary: "`\(paging.size)` in the query must be \(paging.sizeExpectation).", source: paging.source),
        .query,
        .invalid, .standard(.pageSize)),
      Guard(
        Rule(
          id: "\(namespace).\(paging.token).format", subject: paging.token,
          summary: "`\(paging.token)` in the query must be a token that an answer gave.", source: paging.source),
        .query, .invalid, .standard(.pageToken)),
    ]
  }
}
