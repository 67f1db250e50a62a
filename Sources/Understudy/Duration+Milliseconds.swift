import UnderstudyJSON

extension Duration {
  /// The duration in whole milliseconds, limited to what JSON numbers hold exactly; the control plane refuses any
  /// that is too long for it.
  var milliseconds: JSON {
    let limit = 9e15
    return .number(Number(Int(max(-limit, min(limit, (self / .milliseconds(1)).rounded())))))
  }
}
