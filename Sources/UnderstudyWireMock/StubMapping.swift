import UnderstudyJSON

/// Which requests are answered in another way than the vendor would: WireMock's stub mapping, and ours under
/// `"understudy"`.
package struct StubMapping: Sendable, Identifiable {
  /// A UUID, in lower case.
  package let id: String
  package let name: String?
  /// Of all mappings that match, the one with the smallest number acts; among equals, the newest.
  package let priority: Int
  package let request: RequestPattern
  /// The answer, and the delays and faults of any answer.
  package let response: StubResponse
  package let answer: Answer
  package let scenario: Scenario?
  /// How often it acts before it is gone; nil for ever.
  package let times: Int?
  /// Whether it acts at all; nil for always.
  package let chance: Chance?
  /// How long after it was made it is gone; nil for never.
  package let lifetime: Duration?
  /// The mapping as WireMock shows it.
  package let json: JSON
  /// Of its text.
  package let bytes: Int

  /// What a mapping answers with, after its delay.
  package enum Answer: Sendable, Equatable {
    case response
    /// As the vendor would.
    case emulate
    /// The vendor's own error of this status.
    case error(Int)
  }

  /// A row of steps that several mappings share.
  package struct Scenario: Sendable, Equatable {
    package let name: String
    /// The state in which the mapping acts; nil for any. Scenarios begin in ``started``.
    package let requiredState: String?
    /// The state after it has acted; nil for the same.
    package let newState: String?

    package static let started = "Started"
  }

  package static let defaultPriority = 5
}
