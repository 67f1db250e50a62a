import UnderstudyJSON

extension MockServer {
  /// A call that the control plane refused, or an answer of it that cannot be read.
  public struct ControlPlaneError: Error, Sendable, CustomStringConvertible {
    /// A line for each error, with its place in the request: `/request/metod: did you mean "method"?`
    public let description: String

    init(_ description: String) { self.description = description }

    init(answer: JSON, status: Int) {
      let errors = answer.members?["errors"]?.array?.compactMap(\.members) ?? []
      let lines = errors.map { error -> String in
        let pointer = error["source"]?.members?["pointer"]?.string ?? ""
        let detail = error["detail"]?.string ?? error["title"]?.string ?? ""
        return pointer.isEmpty ? detail : "\(pointer): \(detail)"
      }
      description = lines.isEmpty ? "the control plane answered \(status)" : lines.joined(separator: "\n")
    }
  }
}
