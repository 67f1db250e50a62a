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
  /// The rules that refuse nothing, but switch what is answered or stored.
  package let behaviours: [Rule]

  /// Whether the response shows records besides the agent.
  package let showsRelatedRecords: Bool
  /// The guards with a predicate, for each stage.
  private let predicateGuards: [[Guard]]

  /// The kind of an operation, with what is particular to it.
  package enum Kind: Sendable {
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
    showsRelatedRecords = ([success.answer] + alternatives.compactMap(\.answer)).contains(
      where: \.showsRelatedRecords)
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

/// The body of a request.
package struct RequestBody: Sendable {
  package let contentType: ContentType
  /// All fields, with those that exist only while a rule is on.
  package let fields: Object
  private let switching: Rule?
  private let fieldsWithoutSwitched: Object

  init(contentType: ContentType, fields: Object) {
    self.contentType = contentType
    self.fields = fields
    switching = fields.switchingRule
    fieldsWithoutSwitched = switching == nil ? fields : fields.withoutSwitchedFields
  }

  /// Returns the fields that a request can send.
  package func fields(with switches: Switches) -> Object {
    guard let switching, !switches.isOn(switching) else { return fields }
    return fieldsWithoutSwitched
  }
}

/// The requirement on the `Content-Type` header. A media type is JSON if it is `…/json` or `…+json`; its parameters are
/// always allowed.
package enum ContentType: Sendable {
  /// The header must be present and JSON.
  case required(Source)
  /// The header, if it is present, must be JSON.
  /// - Parameters:
  ///   - activation: `.off` if the vendor reads the body whatever the header says; a warning then says so.
  ///   - presence: The source of a rule, off by default, that the header must be present.
  case jsonIfPresent(Source, Rule.Activation = .on, presence: Source? = nil)
}

/// How a vendor updates an agent.
package struct Update: Sendable {
  /// The changes that the vendor makes when it saves.
  package let substitution: Substitution?
  /// Sets the members that depend on others.
  package let complete: Completion?
  package let replacement: Replacement?

  /// - Parameters:
  ///   - agent: The agent after the update.
  ///   - stored: The agent before the update.
  ///   - sent: The fields that the request set.
  package typealias Completion = @Sendable (_ agent: inout Members, _ stored: Members, _ sent: Members) -> Void

  /// A rule by which an update sets absent fields to the defaults of creation.
  package struct Replacement: Sendable {
    package let rule: Rule
    /// The fields of creation.
    package let creation: Object

    package init(_ rule: Rule, creation: Object) {
      self.rule = rule
      self.creation = creation
    }
  }
}

/// How a vendor archives an agent.
package struct Archiving: Sendable {
  /// The body, whose one field is the agent's id.
  package let fields: Object
  /// The field of the body that names the agent.
  package let identity: String
  /// The member of the agent that gets the time of the first archiving.
  package let archivedAt: String

  package init(_ fields: Object, identity: String, archivedAt: String) {
    self.fields = fields
    self.identity = identity
    self.archivedAt = archivedAt
  }
}

/// How a vendor creates an agent from a request.
package struct Creation: Sendable {
  /// The fields that the request can set, with their defaults.
  package let fields: Object
  /// Sets the defaults that depend on other fields or on the caller.
  package let complete: Completion
  /// The rules by which `complete` decides.
  let behaviours: [Rule]
  /// The changes that the vendor makes when it saves.
  package let substitution: Substitution?
  package let limits: [Limit]
  /// The members that the server sets, in the order in which they are stored.
  private let serverMembers: [(name: Name, value: ServerValue)]
  /// Returns the id of a new agent: the same in every run.
  /// - Parameters:
  ///   - digest: The SHA-256 of `<collection>/<sandbox>` in lower-case hexadecimal digits.
  ///   - number: The number of the agent in its collection and sandbox, from 1.
  package let id: @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String

  /// - Returns: The rules whose setting decided, if the decision is an assumption.
  package typealias Completion = @Sendable (_ agent: inout Members, _ caller: Members, Switches) -> [Rule]

  /// A value that the server sets.
  package enum ServerValue: Sendable {
    case value(JSON)
    /// A member of the caller's account; left out if the account has none.
    case caller(Name)
    /// The time of the sandbox's clock.
    case now
  }

  /// A limit on the agents of one owner.
  package struct Limit: Sendable {
    package enum Kind: Sendable {
      /// The owner has at most as many agents as this member of its account says; any number without it.
      case quota(limit: String)
      /// No two agents of the owner have the same text in this member.
      case unique(member: String)
    }

    package let kind: Kind
    /// The agents' member that names the owner.
    package let owner: String
    package let check: StandardCheck
    let listed: Guard

    package static func quota(
      _ id: String, _ summary: String, _ source: Source, limit: String, owner: String
    ) -> Limit {
      Limit(
        kind: .quota(limit: limit), owner: owner, check: .quota,
        listed: .limit(.quota, .quota, id, summary, source, refusal: .quotaExceeded))
    }

    package static func unique(
      _ id: String, _ summary: String, _ source: Source, member: String, owner: String
    ) -> Limit {
      Limit(
        kind: .unique(member: member), owner: owner, check: .unique,
        listed: .limit(.unique, .conflict, id, summary, source, refusal: .conflict))
    }
  }

  package init(
    fields: Object, setting members: [(Name, ServerValue)], limits: [Limit] = [], behaviours: [Rule] = [],
    substitution: Substitution? = nil,
    completing complete: @escaping Completion = { _, _, _ in [] },
    id: @escaping @Sendable (_ digest: String, _ number: Int, _ caller: Members) -> String
  ) {
    self.fields = fields
    serverMembers = members.map { (name: $0.0, value: $0.1) }
    self.limits = limits
    self.behaviours = behaviours
    self.substitution = substitution
    self.complete = complete
    self.id = id
  }

  /// Returns the record to store.
  /// - Parameters:
  ///   - identity: The member that holds the id.
  ///   - sent: The fields that the request set, with their defaults.
  package func record(id: String, identity: String, _ sent: Members, _ caller: Members, _ now: String) -> Members {
    var record: Members = [identity: .string(id)]
    for member in serverMembers {
      record[member.name] =
        switch member.value {
        case .value(let value): value
        case .caller(let name): caller[name]
        case .now: .string(now)
        }
    }
    for member in sent { record[member.key] = member.value }
    return record
  }
}

/// A change that a vendor makes when it saves an accepted update, such as defaults for missing keys.
package struct Substitution: Sendable {
  /// The rule by which the vendor does so.
  package let rule: Rule
  /// The members that the response then has besides the agent.
  package let addedMembers: Object
  /// Changes the agent, and returns the members that the response gets; none if nothing was substituted.
  package let substitute: @Sendable (_ agent: inout Members, ReferenceRecords) -> Members

  package init(
    _ rule: Rule, adding members: Object,
    substitute: @escaping @Sendable (_ agent: inout Members, ReferenceRecords) -> Members
  ) {
    self.rule = rule
    addedMembers = members
    self.substitute = substitute
  }
}
