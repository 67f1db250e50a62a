import UnderstudyJSON

/// What the guards of one request look at: the request's fields, the agent and the caller.
package final class GuardInput: PredicateInput {
  /// The members of the body that the operation lists and may set.
  package let sent: Members
  package let stored: Members
  /// The caller's account; nil if the rules about credentials are switched off.
  package let caller: Members?
  /// The members of the body that have no effect.
  package let warnings: [Warning]
  private var mergedRecord: Members?
  private let merge: () -> Members

  /// - Parameter merge: Returns the agent as the request would leave it; called at most once, if it is needed.
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

  /// Returns the merged record and gives it up, so that it can be changed without being copied.
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
