import UnderstudyJSON

extension DocumentReader {
  package func string(_ name: String) -> String? {
    guard let json = value(name) else { return nil }
    if json.string == nil { addError("`\(name)` must be a string, but is \(json.kind)", at: name) }
    return json.string
  }

  /// Reads a Boolean; false if it is missing.
  package func flag(_ name: String) -> Bool {
    guard let json = value(name) else { return false }
    if case .bool(let flag) = json { return flag }
    addError("`\(name)` must be true or false, but is \(json.kind)", at: name)
    return false
  }

  /// Reads an integer. `30.0` is one, as in JSON Schema.
  package func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let number = number(name) else { return nil }
    if let integer = number.integer.flatMap({ Int($0.text) }), range.contains(integer) { return integer }
    addError("`\(name)` must be an integer from \(range.words), but is \(number.text.brief)", at: name)
    return nil
  }

  func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
    guard let number = number(name) else { return nil }
    if range.contains(number.double) { return number.double }
    let (lower, upper) = (Number(floatLiteral: range.lowerBound), Number(floatLiteral: range.upperBound))
    addError("`\(name)` must be from \(lower) to \(upper), but is \(number.text.brief)", at: name)
    return nil
  }

  private func number(_ name: String) -> Number? {
    guard let json = value(name) else { return nil }
    if case .number(let number) = json { return number }
    addError("`\(name)` must be a number, but is \(json.kind)", at: name)
    return nil
  }

  /// Reads a duration in whole milliseconds, at most ``Swift/Duration/longest``.
  func milliseconds(_ name: String, from least: Int = 0) -> Duration? {
    integer(name, in: least...Int(Duration.longest / .milliseconds(1))).map { .milliseconds($0) }
  }

  /// Reads one of the names of an enumeration.
  func choice<Value: RawRepresentable & CaseIterable>(_ name: String) -> Value?
  where Value.RawValue == String {
    guard let string = string(name) else { return nil }
    if let value = Value(rawValue: string) { return value }
    let known = Value.allCases.map(\.rawValue)
    let hint = Suggestion.question(
      for: string, among: known, in: .doubleQuotes,
      otherwise: "it can be \(known.map { "\"\($0)\"" }.joined(separator: ", "))")
    addError("`\(name)` cannot be \"\(string.brief)\"; \(hint)", at: name)
    return nil
  }
}

extension Duration {
  /// The maximum of all delays and lifetimes: 24 hours.
  package static let longest = Duration.seconds(86_400)
}

extension ClosedRange<Int> {
  fileprivate var words: String {
    upperBound == .max ? "\(lowerBound) up" : "\(lowerBound) to \(upperBound)"
  }
}
