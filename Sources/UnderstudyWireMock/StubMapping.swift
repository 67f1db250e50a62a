import UnderstudyJSON

/// WireMock's stub mapping, with extensions in the member `understudy`.
package struct StubMapping: Sendable, Identifiable {
  /// A UUID, in lower case.
  package let id: String
  package let name: String?
  /// Of all mappings that match, the one with the smallest number is applied; of several, the newest.
  package let priority: Int
  package let request: RequestPattern
  /// The mapping's own response, and delays and faults for a response from any source.
  package let response: StubResponse
  package let responseSource: ResponseSource
  package let scenario: Scenario?
  /// How many times the mapping is applied before it is removed; nil for any number.
  package let times: Int?
  /// How probably the mapping is applied; nil for always.
  package let probability: SeededProbability?
  /// The time from its creation to its removal; nil for no limit.
  package let lifetime: Duration?
  /// The mapping as WireMock shows it.
  package let json: JSON
  /// The size of its JSON text.
  package let bytes: Int

  /// The source of the response.
  package enum ResponseSource: Sendable, Equatable {
    /// The mapping's own response.
    case mapping
    /// The emulated vendor.
    case emulation
    /// The vendor's error with this status.
    case vendorError(Int)
  }

  /// The part of a mapping in one of WireMock's scenarios, a state machine that several mappings share.
  package struct Scenario: Sendable, Equatable {
    package let name: String
    /// The state in which the mapping is applied; nil for any. The first state is ``started``.
    package let requiredState: String?
    /// The state after the mapping was applied; nil for the same.
    package let newState: String?

    package static let started = "Started"
  }

  package static let defaultPriority = 5
}
