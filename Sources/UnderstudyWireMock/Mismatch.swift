import UnderstudyJSON

/// One reason why a request does not match a pattern.
package struct Mismatch: Sendable, Equatable {
  /// The JSON Pointer of what the pattern asks: `/headers/X-Api-Key/equalTo`.
  package let pointer: String
  /// The JSON Pointer of what differs, in the request as the journal shows it, into a JSON body: `/body/temperature`.
  package let place: String
  /// Nil if there should be nothing. What is longer than 2,000 bytes is cut and shown as text.
  package let expected: JSON?
  /// Nil if there is nothing. Of a repeated header or parameter, an array of its values.
  package let actual: JSON?
  /// What else a person should know: that the body is not JSON, or that comparing took too much work.
  package let remark: String?

  package init(pointer: String, place: String, expected: JSON?, actual: JSON?, remark: String? = nil) {
    self.pointer = pointer
    self.place = place
    self.expected = expected
    self.actual = actual
    self.remark = remark
  }

  /// What is nil is left out, so that null and nothing are told apart.
  package var json: JSON {
    var members: Members = ["pointer": .string(pointer), "place": .string(place)]
    members["expected"] = expected
    members["actual"] = actual
    members["remark"] = remark.map(JSON.string)
    return .object(members)
  }
}

extension Criterion {
  /// Why the request does not match; empty if it does. Of a JSON body, each place that differs.
  func mismatches(in request: SentRequest) -> [Mismatch] {
    let verdict = verdict(on: request)
    if verdict.isMatch { return [] }
    var remark: String?
    if case .gaveUp = verdict { remark = "comparing took too much work and was given up; make the pattern simpler" }
    switch matcher {
    case .text(let pattern): return [text(pattern, part.values(of: request), remark)]
    case .json(let pattern):
      guard let body = request.content.json else { return [withoutJSON(path, pattern.expected, request)] }
      let found = differences(of: pattern, from: body, remark, request.budget)
      return found.isEmpty ? [mismatch(path, part.place, pattern.expected, body, remark)] : found
    case .jsonPath(let pattern):
      let (path, expected) = pattern.asked(at: path)
      guard let body = request.content.json else { return [withoutJSON(path, expected, request)] }
      return [mismatch(path, pattern.path.place(in: part.place), expected, pattern.value(in: body), remark)]
    }
  }

  private func text(_ pattern: TextPattern, _ values: [String], _ remark: String?) -> Mismatch {
    var actual = values.first.map(JSON.string)
    if values.count > 1 { actual = .array(values.prefix(20).map { .string($0) }) }
    return mismatch(path, part.place, pattern.written.operand, actual, remark)
  }

  private func withoutJSON(_ path: Path, _ expected: JSON, _ request: SentRequest) -> Mismatch {
    mismatch(path, part.place, expected, request.text.map(JSON.string), request.content.complaint)
  }

  private func differences(
    of pattern: EqualToJSON, from body: JSON, _ remark: String?, _ budget: Budget
  ) -> [Mismatch] {
    pattern.differences(in: body, budget).map { difference in
      var place = part.place
      place.steps += difference.path.steps
      return mismatch(path, place, difference.expected, difference.actual, remark)
    }
  }

  private func mismatch(
    _ path: Path, _ place: Path, _ expected: JSON?, _ actual: JSON?, _ remark: String?
  ) -> Mismatch {
    Mismatch(
      pointer: path.pointer, place: place.pointer, expected: expected?.cut, actual: actual?.cut, remark: remark)
  }
}

extension JSONPathPattern {
  /// What is asked of the values, and where it stands in the pattern; of a path alone, the path.
  fileprivate func asked(at path: Path) -> (Path, JSON) {
    switch condition {
    case .exists: (path, .string(expression))
    case .text(let text): (path.member(text.written.name), text.written.operand)
    case .json(let json): (path.member("equalToJson"), json.expected)
    }
  }
}

extension JSONPath {
  /// Where it leads in a request, as far as that is one place.
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
  /// Cut if it is long, then as text, so that a megabyte is not sent back for each pattern it was compared with.
  fileprivate var cut: JSON {
    let text = string ?? description
    return text.utf8.count <= 2000 ? self : .string(text.start(1000))
  }
}
