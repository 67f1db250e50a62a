import UnderstudyHTTP
import UnderstudyJSON

/// One operation of a surface, from its route to its response.
/// An immutable class, so that a request can hold it without copying the declaration.
package final class Operation: Sendable {
  /// The operation's id in OpenAPI documents: the surface's id, with a suffix for all operations but the update.
  package let id: String
  package let title: String
  /// The address of the vendor's page.
  package let document: String
  package let method: String
  package let path: PathTemplate
  package let kind: Kind
  /// The body of a request; nil if the operation ignores it.
  package let body: RequestBody?
  /// The checks that can refuse a request, in the order of refusal.
  package let guards: [Guard]
  /// The checks that leave agents out of a list instead of refusing the request.
  package let visibility: [Guard]
  /// The response by default; see ``success(with:)``.
  package let success: Success
  private let alternatives: [Alternative]
  /// The bodies of responses to accepted requests, whatever rules are on.
  let answers: [Answer]
  /// The rules that refuse nothing, but switch what is answered or stored.
  package let behaviours: [Rule]

  /// Whether the response shows records besides the agent.
  package let showsRelatedRecords: Bool
  /// The guards with a predicate, for each stage.
  private let predicateGuards: [[Guard]]

  /// The kind of an operation, with what is particular to it.
  ///
  /// Indirect, because each request reads it, and the declarations are large.
  package indirect enum Kind: Sendable {
    case create(Creation)
    case update(Update)
    case read
    case list(Listing)
    case delete
    /// A soft delete: the agent stays as it is, with a time.
    case archive(Archiving)

    package var name: String {
      switch self {
      case .create: "create"
      case .update: "update"
      case .read: "read"
      case .list: "list"
      case .delete: "delete"
      case .archive: "archive"
      }
    }

    /// The change that the operation makes; nil if it only reads.
    package var change: Refusal.Change? {
      switch self {
      case .create: .creation
      case .update: .update
      case .delete, .archive: .deletion
      case .read, .list: nil
      }
    }
  }

  /// The response to an accepted request.
  package struct Success: Sendable {
    package let status: Int
    package let description: String
    package let answer: Answer

    package var hasBody: Bool { if case .empty = answer { false } else { true } }
  }

  init(_ declaration: Declaration, of surface: String, _ resource: Resource, _ standard: StandardGuards) {
    id = surface + declaration.idSuffix
    title = declaration.title
    document = declaration.document
    method = declaration.method
    path = declaration.path
    kind = declaration.kind
    let fields =
      switch kind {
      case .create(let creation): creation.fields
      case .archive(let archiving): archiving.fields
      case .update, .read, .list, .delete: resource.record
      }
    body = declaration.contentType.map { RequestBody(contentType: $0, fields: fields) }
    guards = standard.guards(of: declaration, body)
    visibility = declaration.visibility.map { $0.qualified(by: standard.namespace) }
    success = declaration.success
    alternatives = declaration.alternatives
    answers = [success.answer] + alternatives.compactMap(\.answer)
    showsRelatedRecords = answers.contains(where: \.showsRelatedRecords)
    behaviours = alternatives.map(\.rule) + kind.behaviours(body, namespace: standard.namespace)
    let checks = guards.filter { $0.predicate != nil }
    predicateGuards = Guard.Stage.allCases.map { stage in checks.filter { $0.stage == stage } }
  }

  /// Returns the response to an accepted request.
  package func success(with switches: Switches) -> Success {
    alternatives.reduce(success) { success, alternative in
      guard alternative.isOn(switches) else { return success }
      return Success(
        status: alternative.status ?? success.status, description: success.description,
        answer: alternative.answer ?? success.answer)
    }
  }

  /// Returns the ids of the rules by which the response to an accepted request is an assumption.
  package func assumptions(with switches: Switches) -> [String] {
    alternatives.filter { ($0.isOn(switches) ? $0.rule.source : $0.defaultSource).isAssumption }.map(\.rule.id)
  }

  /// The source of the response while a behaviour is off; nil if no page says what it then is.
  package func sourceWithout(_ rule: String) -> Source? { alternatives.first { $0.rule.id == rule }?.defaultSource }

  /// Returns the guards with a predicate of one stage, in the order of refusal.
  package func predicateGuards(at stage: Guard.Stage) -> [Guard] { predicateGuards[stage.rawValue] }

  /// Returns the guard of a standard check; nil if the operation does not make the check.
  package func standardGuard(for check: StandardCheck) -> Guard? {
    guards.first { if case .standard(check) = $0.test { true } else { false } }
  }

  /// The order and the pages of a list; nil for other operations.
  package var listing: Listing? { if case .list(let listing) = kind { listing } else { nil } }

  /// Whether the access guards admit an account to an agent.
  package func admits(_ caller: Members, to agent: Members) -> Bool {
    let input = GuardInput(stored: agent, caller: caller)
    return predicateGuards(at: .access).allSatisfy { $0.holds(for: input) }
  }
}

extension Operation.Kind {
  /// The rules about what an accepted request stores.
  fileprivate func behaviours(_ body: RequestBody?, namespace: String) -> [Rule] {
    let fields = body?.fields.behaviours(namespace: namespace) ?? []
    switch self {
    case .create(let creation):
      // Nothing is stored yet, so that null clears nothing and nothing is merged.
      let switching = [body?.fields.switchingRule].compactMap(\.self)
      return creation.behaviours + [creation.substitution?.rule].compactMap(\.self) + switching
    case .update(let update):
      return fields + [update.substitution?.rule, update.replacement?.rule].compactMap(\.self)
    case .read, .list, .delete, .archive: return []
    }
  }
}
