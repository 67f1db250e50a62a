import UnderstudyJSON
import UnderstudyVendors

/// One way in which our response differs from a recorded one.
package struct Difference: Sendable {
  package let kind: Kind
  /// The id of the operation, as in OpenAPI documents: `voicebip`, `voicebip-get`.
  package let operation: String
  /// The rule that decides it; nil if none of our rules does.
  package let rule: NamedRule?
  /// The place in the response's body as a JSON Pointer, with `-` for each index; empty for the whole body, `Content-Type`
  /// and the like for a header field.
  package let pointer: String
  package let verdict: Verdict
  /// What the recording has, as a phrase. It shows no value that may be secret.
  package let recorded: String
  /// What we have, as a phrase.
  package let ours: String

  package init(
    _ kind: Kind, operation: String, rule: NamedRule?, pointer: String, _ verdict: Verdict, recorded: String,
    ours: String
  ) {
    self.kind = kind
    self.operation = operation
    self.rule = rule
    self.pointer = pointer
    self.verdict = verdict
    self.recorded = recorded
    self.ours = ours
  }

  /// The kind of a difference, the worst first.
  package enum Kind: String, Sendable, CaseIterable, Comparable {
    /// We refuse what the vendor accepts.
    case refusedByUs = "refused-by-us"
    /// We accept what the vendor refuses.
    case refusedByVendor = "refused-by-vendor"
    /// Both accept or both refuse, with another status.
    case status
    /// The recording has a member that ours has not.
    case memberMissing = "member-missing"
    /// Ours has a member that the recording has not.
    case memberExtra = "member-extra"
    /// Another type of a value, or another content type.
    case type
    case value
    /// Other words in a message.
    case wording
    /// The same members in another order.
    case order

    package static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// What it means, as a clause.
    package var title: String {
      switch self {
      case .refusedByUs: "we refuse what the vendor accepts"
      case .refusedByVendor: "we accept what the vendor refuses"
      case .status: "another status"
      case .memberMissing: "a member that we lack"
      case .memberExtra: "a member that the vendor lacks"
      case .type: "another type"
      case .value: "another value"
      case .wording: "other words"
      case .order: "another order of members"
      }
    }
  }

  /// Which of the vendor's document, the recording and we stands alone.
  package enum Verdict: String, Sendable, CaseIterable {
    /// The document agrees with us: the vendor has moved on.
    case vendorMoved = "vendor-moved"
    /// The document agrees with the recording: we are wrong.
    case weAreWrong = "we-are-wrong"
    /// The document is silent: we guessed.
    case guessed

    package var sentence: String {
      switch self {
      case .vendorMoved: "The vendor's document agrees with us: the vendor has moved on."
      case .weAreWrong: "The vendor's document agrees with the recording: we are wrong."
      case .guessed: "The vendor's document says nothing about it: we guessed."
      }
    }
  }

  /// A rule with what a reader needs to check and to switch it.
  package struct NamedRule: Sendable, Hashable {
    package let id: String
    package let summary: String
    package let source: Source
    /// The address of the vendor's page whose heading the source may name.
    package let document: String
    /// The option that would make us answer as the recording does, such as `--disable-rule x`; nil if the rule cannot be
    /// switched.
    package let option: String?

    package init(id: String, summary: String, source: Source, document: String, option: String?) {
      self.id = id
      self.summary = summary
      self.source = source
      self.document = document
      self.option = option
    }
  }
}

/// A recorded exchange as reports name it.
package struct ExchangeReference: Sendable {
  /// The file and the number of the exchange in it, from 1: `capture.har#12`.
  package let place: String
  /// The method and the path, without what may be secret: `PATCH /v1/agents/agt_1`.
  package let request: String
  /// A command that sends the request to Understudy, with made-up credentials; nil if the request cannot be shown.
  package let curl: String?

  package init(place: String, request: String, curl: String?) {
    self.place = place
    self.request = request
    self.curl = curl
  }
}

/// Why an exchange could not be compared.
package struct Uncompared: Sendable {
  package let reason: Reason
  /// Details as a sentence; empty if the reason says all.
  package let detail: String

  package init(_ reason: Reason, _ detail: String = "") {
    self.reason = reason
    self.detail = detail
  }

  package enum Reason: String, Sendable, CaseIterable {
    case unknownPath = "unknown-path"
    case bodyCut = "body-cut"
    case noResponse = "no-response"
    case unknownState = "unknown-state"
    case vendorFailure = "vendor-failure"
    case mocked

    package var title: String {
      switch self {
      case .unknownPath: "no endpoint of ours has the path"
      case .bodyCut: "the recorder did not keep a body"
      case .noResponse: "the recording has no response"
      case .unknownState: "the recording does not show the state that the response depends on"
      case .vendorFailure: "the vendor failed or limited the rate"
      case .mocked: "a mapping answered, and not the vendor"
      }
    }
  }
}
