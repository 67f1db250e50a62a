import Foundation
import UnderstudyHTTP
import UnderstudyJSON

extension MockServer {
  /// A call that the control plane refused, or an answer of it that cannot be read.
  public struct ControlPlaneError: Error, Sendable, CustomStringConvertible {
    /// A line for each error, with its place in the request: `/request/metod: did you mean "method"?`
    public let description: String

    init(_ description: String) { self.description = description }

    init(refusal response: Response) {
      let answer = try? JSON(reading: response.body)
      let errors = answer?.members?["errors"]?.array?.compactMap(\.members) ?? []
      let lines = errors.map { error -> String in
        let pointer = error["source"]?.members?["pointer"]?.string ?? ""
        let detail = error["detail"]?.string ?? error["title"]?.string ?? ""
        return pointer.isEmpty ? detail : "\(pointer): \(detail)"
      }
      description = lines.isEmpty ? "the control plane answered \(response.status)" : lines.joined(separator: "\n")
    }
  }
}

/// A value in an answer of the control plane, with its place, so that an error can name it.
struct AnswerReader {
  let json: JSON
  /// The method and path of the call: `GET /requests`.
  let call: String
  /// The place of the value in the answer.
  let path: Path

  init(_ json: JSON, of call: String, at path: Path = .root) {
    self.json = json
    self.call = call
    self.path = path
  }

  /// Returns the member of this name; nil if it is missing or null.
  func optional(_ name: String) -> AnswerReader? {
    guard let value = json.members?[name], !value.isNull else { return nil }
    return AnswerReader(value, of: call, at: path.member(name))
  }

  /// Returns the member of this name, which may be null.
  func member(_ name: String) throws(ControlPlaneError) -> AnswerReader {
    let path = path.member(name)
    if let value = json.members?[name] { return AnswerReader(value, of: call, at: path) }
    throw ControlPlaneError("\(call): the answer has no member `\(path.pointer)`")
  }

  /// Returns the members of an object, in their order.
  func members() throws(ControlPlaneError) -> [(name: String, value: AnswerReader)] {
    guard let members = json.members else { throw expected("an object") }
    return members.map { ($0.name, AnswerReader($0.value, of: call, at: path.member($0.name))) }
  }

  /// Reads the elements of an array.
  func elements<Value>(
    _ read: (AnswerReader) throws(ControlPlaneError) -> Value
  ) throws(ControlPlaneError) -> [Value] {
    guard let array = json.array else { throw expected("an array") }
    return try array.enumerated().map { index, element throws(ControlPlaneError) in
      try read(AnswerReader(element, of: call, at: path.element(index)))
    }
  }

  /// Reads the elements of a member.
  func elements<Value>(
    of name: String, _ read: (AnswerReader) throws(ControlPlaneError) -> Value
  ) throws(ControlPlaneError) -> [Value] {
    try member(name).elements(read)
  }

  func string() throws(ControlPlaneError) -> String {
    if let string = json.string { return string }
    throw expected("a string")
  }

  func string(_ name: String) throws(ControlPlaneError) -> String { try member(name).string() }

  func strings(_ name: String) throws(ControlPlaneError) -> [String] {
    try elements(of: name) { element throws(ControlPlaneError) in try element.string() }
  }

  func integer(_ name: String) throws(ControlPlaneError) -> Int {
    let member = try member(name)
    if let integer = MockServer.JSONValue(member.json).int { return integer }
    throw member.expected("an integer")
  }

  /// Returns the bytes that a member has as Base64 text.
  func data(_ name: String) throws(ControlPlaneError) -> Data {
    let member = try member(name)
    if let data = Data(base64Encoded: try member.string()) { return data }
    throw member.expected("Base64 text")
  }

  /// The error that the value has another type.
  func expected(_ type: String) -> ControlPlaneError {
    ControlPlaneError("\(call): `\(path.pointer)` in the answer must be \(type), but is \(json.kind)")
  }

  typealias ControlPlaneError = MockServer.ControlPlaneError
}

extension Response {
  /// Reads the body of an answer of the control plane.
  /// - Throws: if the answer has another status than these.
  func answer(
    to call: String, statuses: some Collection<Int> = 200...299
  ) throws(MockServer.ControlPlaneError) -> AnswerReader {
    do {
      let answer = AnswerReader(try JSON(reading: body), of: call)
      if statuses.contains(status) { return answer }
    } catch {
      throw MockServer.ControlPlaneError("\(call): the answer with status \(status) is not JSON: \(error)")
    }
    throw MockServer.ControlPlaneError(refusal: self)
  }
}
