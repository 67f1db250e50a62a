import UnderstudyJSON

/// A path to values of a JSON document: members (`$.a['b c']`), elements (`[0]`, `[-1]` for the last), all members or
/// elements (`*`, `[*]`) and, at most once, all descendants (`..`).
struct JSONPath: Sendable {
  enum Step: Sendable { case member(String), element(Int), all, descendants }

  struct SyntaxError: Error { let reason: String }

  let steps: [Step]

  /// Reads a path such as `$.a.b[0]['c d']`. The `$` is optional, as in WireMock.
  init(_ text: String) throws(SyntaxError) {
    guard text.utf8.count <= 1000 else { throw SyntaxError(reason: "is longer than 1,000 bytes") }
    var scanner = Scanner(rest: text.unicodeScalars[...])
    steps = try scanner.steps()
    guard steps.count(where: { if case .descendants = $0 { true } else { false } }) <= 1 else {
      throw SyntaxError(reason: "has `..` more than once")
    }
  }

  /// Whether the path leads to at most one value.
  var isDefinite: Bool {
    steps.allSatisfy { if case .member = $0 { true } else if case .element = $0 { true } else { false } }
  }

  /// Returns the values at the path. Each step visits a value once, so its work is linear.
  func values(in document: JSON) -> [JSON] {
    steps.reduce([document]) { values, step in values.flatMap { $0.values(at: step) } }
  }
}

extension JSON {
  fileprivate func values(at step: JSONPath.Step) -> [JSON] {
    switch (step, self) {
    case (.member(let name), .object(let members)): members[name].map { [$0] } ?? []
    case (.element(let index), .array(let elements)):
      elements.element(index < 0 ? elements.count + index : index).map { [$0] } ?? []
    case (.all, .array(let elements)): elements
    case (.all, .object(let members)): members.map(\.value)
    case (.descendants, _): descendants.filter { $0.array != nil || $0.members != nil }
    default: []
    }
  }
}

extension JSONPath {
  private struct Scanner {
    var rest: Substring.UnicodeScalarView

    mutating func steps() throws(SyntaxError) -> [Step] {
      guard !rest.isEmpty else { throw SyntaxError(reason: "is empty; `$` is the whole body") }
      var steps: [Step] = []
      if !skip("$"), rest.first != "[" { steps.append(try name()) }
      while let scalar = rest.first {
        switch scalar {
        case "[": steps.append(try bracket())
        case "." where rest.starts(with: "..".unicodeScalars):
          rest = rest.dropFirst(2)
          steps.append(.descendants)
          if rest.first != "[" { steps.append(try name()) }
        case ".":
          rest = rest.dropFirst()
          steps.append(try name())
        default: throw unexpected("`.` or `[`")
        }
      }
      return steps
    }

    /// Reads a name after a dot.
    private mutating func name() throws(SyntaxError) -> Step {
      let name = rest.prefix { !".[]()?@,:'\" ".unicodeScalars.contains($0) }
      rest = rest[name.endIndex...]
      if rest.first == "(" { throw SyntaxError(reason: "has a function, which is not supported") }
      guard !name.isEmpty else { throw unexpected("a name") }
      return String(name) == "*" ? .all : .member(String(name))
    }

    private mutating func bracket() throws(SyntaxError) -> Step {
      rest = rest.dropFirst()
      let step = try insideBracket()
      if rest.first == "," || rest.first == ":" {
        throw SyntaxError(reason: "has a list or a slice in brackets, which is not supported")
      }
      guard skip("]") else { throw unexpected("`]`") }
      return step
    }

    private mutating func insideBracket() throws(SyntaxError) -> Step {
      if skip("*") { return .all }
      if rest.first == "?" {
        throw SyntaxError(
          reason: "has a filter, which is not supported; name the member or the element, or use `*`")
      }
      for quote in ["'", "\""] as [Unicode.Scalar] where skip(quote) { return .member(try quoted(until: quote)) }
      let digits = rest.prefix { $0 == "-" || ("0"..."9").contains($0) }
      guard let index = Int(String(digits)), index.magnitude <= 1 << 32 else {
        throw unexpected("a number or a name in quotes")
      }
      rest = rest[digits.endIndex...]
      return .element(index)
    }

    private mutating func quoted(until quote: Unicode.Scalar) throws(SyntaxError) -> String {
      var name = String.UnicodeScalarView()
      while let scalar = rest.popFirst() {
        if scalar == quote { return String(name) }
        if scalar != "\\" { name.append(scalar) } else if let escaped = rest.popFirst() { name.append(escaped) }
      }
      throw SyntaxError(reason: "ends inside of a name in quotes")
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
      guard rest.first == scalar else { return false }
      rest = rest.dropFirst()
      return true
    }

    private func unexpected(_ expected: String) -> SyntaxError {
      let found = rest.isEmpty ? "the end" : "`\(String(rest).brief)`"
      return SyntaxError(reason: "has \(found) where \(expected) is expected (write `['a b']` for unusual names)")
    }
  }
}
