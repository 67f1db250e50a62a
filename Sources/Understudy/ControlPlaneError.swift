import UnderstudyJSON

/// Why the control plane refused a call: every mistake in it, each with its place in what was asked.
public struct ControlPlaneError: Error, Sendable, CustomStringConvertible {
  /// A line for each mistake: `/request/metod: did you mean "method"?`
  public let description: String

  init(answer: JSON, status: Int) {
    let mistakes = answer.members?["errors"]?.array?.compactMap(\.members) ?? []
    let lines = mistakes.map { mistake -> String in
      let place = mistake["source"]?.members?["pointer"]?.string ?? ""
      let detail = mistake["detail"]?.string ?? mistake["title"]?.string ?? ""
      return place.isEmpty ? detail : "\(place): \(detail)"
    }
    description = lines.isEmpty ? "the control plane answered \(status)" : lines.joined(separator: "\n")
  }
}
