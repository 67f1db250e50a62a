import UnderstudyJSON

/// The input of one request's guards: the request's fields, the agent and the caller.
package final class GuardInput: PredicateInput {
  /// The members of the body that the operation lists and can set.
  package let sent: Members
  package let stored: Members
  /// The caller's account; nil if the credential's rules are off.
  package let caller: Members?
  /// The members of the body that have no effect.
  package let warnings: [Warning]
  private var mergedRecord: Members?
  private let merge: () -> Members

  /// - Parameter merge: Returns the agent after the request. Called at most once, and only if the result is needed.
  package init(
    sent: Members = [:], stored: Members, caller: Members?, warnings: [Warning] = [],
    merge: @escaping () -> Members = { [:] }
  ) {
    self.sent = sent
    self.stored = stored
    self.caller = caller
    self.warnings = warnings
    self.merge = merge
  }

  package var merged: Members {
    if let mergedRecord { return mergedRecord }
    let merged = merge()
    mergedRecord = merged
    return merged
  }

  /// Returns the merged record and releases it, so that changes to it do not copy it.
  package func takeMerged() -> Members {
    defer { mergedRecord = nil }
    return merged
  }

  var sendsAnyField: Bool { !sent.isEmpty }

  func value(of operand: Predicate.Operand) -> JSON? {
    switch operand {
    case .sent(let name): sent[name]
    case .stored(let name): stored[name]
    case .merged(let name): merged[name]
    case .caller(let name): caller?[name]
    case .value(let value): value
    }
  }
}
