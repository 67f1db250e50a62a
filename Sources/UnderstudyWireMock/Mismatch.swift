import UnderstudyJSON

/// One difference between a request and a pattern.
package struct Mismatch: Sendable, Equatable {
  /// The JSON Pointer of the matcher in the pattern, such as `/headers/X-Api-Key/equalTo`.
  package let pointer: String
  /// The JSON Pointer of the value in the request as the journal shows it, such as `/body/temperature`.
  package let place: String
  /// Nil if no value is expected. A value of more than 2,000 bytes is cut and shown as text.
  package let expected: JSON?
  /// Nil if there is no value. An array if a header or parameter is repeated.
  package let actual: JSON?
  /// Further information, such as that the body is not JSON.
  package let remark: String?

  package init(pointer: String, place: String, expected: JSON?, actual: JSON?, remark: String? = nil) {
    self.pointer = pointer
    self.place = place
    self.expected = expected
    self.actual = actual
    self.remark = remark
  }

  /// The mismatch as the admin API shows it. A member that is nil is left out, unlike one that is null.
  package var json: JSON {
    var members: Members = ["pointer": .string(pointer), "place": .string(place)]
    members["expected"] = expected
    members["actual"] = actual
    members["remark"] = remark.map(JSON.string)
    return .object(members)
  }
}

extension Criterion {
  /// Returns the differences between a request and the pattern: for a JSON body one for each place; none if it matches.
  func mismatches(in request: SentRequest) -> [Mismatch] {
    let result = result(for: request)
    if result.isMatch { return [] }
    var remark: String?
    if case .gaveUp = result { remark = "comparing took too much work and was given up; make the pattern simpler" }
    switch matcher {
    case .text(let pattern):
      let values = part.values(of: request)
      let actual = values.count > 1 ? .array(values.prefix(20).map(JSON.string)) : values.first.map(JSON.string)
      return [mismatch(path, part.place, pattern.nameAndOperand.operand, actual, remark)]
    case .json(let pattern):
      guard let body = request.content.json else { return [withoutJSON(path, pattern.expected, request)] }
      let found = pattern.differences(in: body, request.budget).map { difference in
        var place = part.place
        place.steps += difference.path.steps
        return mismatch(path, place, difference.expected, difference.actual, remark)
      }
      return found.isEmpty ? [mismatch(path, part.place, pattern.expected, body, remark)] : found
    case .jsonPath(let pattern):
      let (path, expected) = pattern.expectation(at: path)
      guard let body = request.content.json else { return [withoutJSON(path, expected, request)] }
      return [mismatch(path, pattern.path.place(in: part.place), expected, pattern.value(in: body), remark)]
    }
  }

  private func withoutJSON(_ path: Path, _ expected: JSON, _ request: SentRequest) -> Mismatch {
    mismatch(path, part.place, expected, request.text.map(JSON.string), request.content.complaint)
  }

  private func mismatch(
    _ path: Path, _ place: Path, _ expected: JSON?, _ actual: JSON?, _ remark: String?
  ) -> Mismatch {
    Mismatch(
      pointer: path.pointer, place: place.pointer, expected: expected?.cut, actual: actual?.cut, remark: remark)
  }
}

extension JSONPathPattern {
  /// Returns the expected value and its place in the pattern. Without a matcher for the value, that is the path.
  fileprivate func expectation(at path: Path) -> (Path, JSON) {
    switch matcher {
    case .exists: (path, .string(expression))
    case .text(let text): (path.member(text.nameAndOperand.name), text.nameAndOperand.operand)
    case .json(let json): (path.member("equalToJson"), json.expected)
    }
  }
}

extension JSONPath {
  /// Returns the place in a request that all values of the path have in common.
  fileprivate func place(in body: Path) -> Path {
    var place = body
    for step in steps {
      switch step {
      case .member(let name): place = place.member(name)
      case .element(let index) where index >= 0: place = place.element(index)
      default: return place
      }
    }
    return place
  }
}

extension SentRequest.Content {
  fileprivate var complaint: String? {
    switch self {
    case .empty: "the request has no body"
    case .json: nil
    case .other(let error): "the body is not JSON: \(error)"
    }
  }
}

extension JSON {
  /// The value, or the start of its text if it is long. A body may be a megabyte and differ from many patterns.
  fileprivate var cut: JSON {
    let text = string ?? description
    return text.utf8.count <= 2000 ? self : .string(text.start(1000))
  }
}
