import UnderstudyJSON

extension Duration {
  /// As documents of the control plane have it. What is too long for any of them is refused there, not a trap here.
  var milliseconds: JSON {
    let most = 9e15
    return .number(Number(Int(max(-most, min(most, (self / .milliseconds(1)).rounded())))))
  }
}
