/// The result of comparing captures: everything that a report says.
///
/// Its size grows with the causes of differences, not with the exchanges: differences with one cause are counted, with the
/// first as an example.
package struct CaptureComparison: Sendable {
  /// The exchanges that were compared, with or without a difference.
  package private(set) var compared = 0
  /// The groups of differences, in the order in which they occurred.
  package private(set) var groups: [Group] = []
  private var positions: [AcceptedDifference.Cause: Int] = [:]
  /// What could not be compared, by reason.
  package private(set) var uncompared: [UncomparedGroup] = []
  /// The numbers of requests to hosts that no vendor owns, by host.
  package private(set) var otherHosts: [String: Int] = [:]
  /// The options that remove the most differences; nil if they were not asked for.
  package var suggestion: SuggestedSwitches?

  package init() {}

  /// Differences with the same cause.
  package struct Group: Sendable {
    /// The first of them.
    package let example: Difference
    package let exchange: ExchangeReference
    /// The number of exchanges with such a difference.
    package fileprivate(set) var count: Int
    /// The places in the body, each once, at most ``Group/maximumPointers``.
    package fileprivate(set) var pointers: [String]

    package static let maximumPointers = 20
  }

  package struct UncomparedGroup: Sendable {
    package let reason: Uncompared.Reason
    package fileprivate(set) var count: Int
    /// The first exchanges, at most ``UncomparedGroup/maximumExamples``, each with the detail.
    package fileprivate(set) var examples: [(exchange: ExchangeReference, detail: String)]

    package static let maximumExamples = 20
  }

  /// The switches of rules that remove differences.
  package struct SuggestedSwitches: Sendable {
    /// The options, such as `--disable-rule x`.
    package let options: [String]
    /// The number of differences with and without them.
    package let before: Int
    package let after: Int

    package init(options: [String], before: Int, after: Int) {
      self.options = options
      self.before = before
      self.after = after
    }
  }
}

extension CaptureComparison {
  /// The number of differences, each exchange counted for each of its causes.
  package var differences: Int { groups.reduce(0) { $0 + $1.count } }

  package mutating func add(_ differences: [Difference], of exchange: ExchangeReference) {
    compared += 1
    var seen: Set<Int> = []
    for difference in differences {
      guard let index = positions[difference.cause] else {
        seen.insert(groups.count)
        positions[difference.cause] = groups.count
        groups.append(Group(example: difference, exchange: exchange, count: 1, pointers: [difference.pointer]))
        continue
      }
      if seen.insert(index).inserted { groups[index].count += 1 }
      if !groups[index].pointers.contains(difference.pointer), groups[index].pointers.count < Group.maximumPointers
      {
        groups[index].pointers.append(difference.pointer)
      }
    }
  }

  package mutating func add(_ reason: Uncompared, of exchange: ExchangeReference) {
    guard let index = uncompared.firstIndex(where: { $0.reason == reason.reason }) else {
      uncompared.append(
        UncomparedGroup(reason: reason.reason, count: 1, examples: [(exchange, reason.detail)]))
      return
    }
    uncompared[index].count += 1
    if uncompared[index].examples.count < UncomparedGroup.maximumExamples {
      uncompared[index].examples.append((exchange, reason.detail))
    }
  }

  /// The most hosts that are named; requests to further ones count as to `(others)`.
  package static let maximumHosts = 100

  package mutating func addOtherHost(_ host: String) {
    let isKnown = otherHosts[host] != nil || otherHosts.count < Self.maximumHosts
    otherHosts[isKnown ? host : "(others)", default: 0] += 1
  }
}
