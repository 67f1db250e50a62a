import UnderstudyJSON

/// Something in a request that was accepted but has no effect, which its sender probably did not intend.
package struct Warning: Sendable {
  package let path: Path
  package let fact: Violation.Fact

  /// One short sentence, for example "`tempurature` is not a field of this endpoint; did you mean
  /// `temperature`?".
  package var message: String {
    let ending =
      switch fact {
      case .ignoredOnUpdate, .inapplicable: "; it was ignored"
      default: ""
      }
    return "`\(path.excerpt)` \(fact.expectation(at: path))\(ending)"
  }
}
