import JSON

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
    switch (matcher, request.bodyContent) {
    case (.text(let pattern), _):
      return [text(pattern, part.values(of: request), remark)]
    case (.json(let pattern), .json(let body)):
      let found = differences(of: pattern, from: body, remark)
      return found.isEmpty ? [mismatch(path, part.place, pattern.expected, body, remark)] : found
    case (.jsonPath(let pattern), .json(let body)):
      return [self.jsonPath(pattern, pattern.value(in: body), remark)]
    case (.json(let pattern), let content):
      return [mismatch(path, part.place, pattern.expected, request.text.map(JSON.string), content.complaint)]
    case (.jsonPath(let pattern), let content):
      return [self.jsonPath(pattern, request.text.map(JSON.string), content.complaint)]
    }
  }

  private func text(_ pattern: TextPattern, _ values: [String], _ remark: String?) -> Mismatch {
    var actual = values.first.map(JSON.string)
    if values.count > 1 { actual = .array(values.prefix(20).map { .string($0) }) }
    return mismatch(path, part.place, pattern.written.operand, actual, remark)
  }

  private func jsonPath(_ pattern: JSONPathPattern, _ actual: JSON?, _ remark: String?) -> Mismatch {
    let place = part.place
    return switch pattern.condition {
    case .exists: mismatch(path, place, .string(pattern.expression), actual, remark)
    case .text(let text): mismatch(path.member(text.written.name), place, text.written.operand, actual, remark)
    case .json(let json): mismatch(path.member("equalToJson"), place, json.expected, actual, remark)
    }
  }

  private func differences(
    of pattern: EqualToJSON, from body: JSON, _ remark: String?
  ) -> [Mismatch] {
    pattern.differences(in: body).map { difference in
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

extension SentRequest.BodyContent {
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
