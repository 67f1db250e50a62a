import Foundation
import UnderstudyJSON

/// A value in an answer of the control plane, with its place, so that an error can name it.
struct AnswerReader {
  let json: JSON
  /// The method and path of the call: `GET /requests`.
  let call: String
  /// A JSON Pointer to the value; empty for the whole answer.
  let pointer: String

  init(_ json: JSON, of call: String, at pointer: String = "") {
    self.json = json
    self.call = call
    self.pointer = pointer
  }

  /// The member of this name; nil if it is missing or null.
  func optional(_ name: String) -> AnswerReader? {
    guard let value = json.members?[name], !value.isNull else { return nil }
    return AnswerReader(value, of: call, at: pointer + "/" + name.asPointerToken)
  }

  /// The member of this name, which may be null.
  func member(_ name: String) throws(ControlPlaneError) -> AnswerReader {
    guard let value = json.members?[name] else {
      throw ControlPlaneError("\(call): the answer has no member `\(pointer)/\(name.asPointerToken)`")
    }
    return AnswerReader(value, of: call, at: pointer + "/" + name.asPointerToken)
  }

  /// The members of an object, in their order.
  func members() throws(ControlPlaneError) -> [(name: String, value: AnswerReader)] {
    guard let members = json.members else { throw expected("an object") }
    return members.map { member in
      (member.name, AnswerReader(member.value, of: call, at: pointer + "/" + member.name.asPointerToken))
    }
  }

  /// The elements of an array.
  func elements() throws(ControlPlaneError) -> [AnswerReader] {
    guard let array = json.array else { throw expected("an array") }
    return array.enumerated().map { AnswerReader($1, of: call, at: "\(pointer)/\($0)") }
  }

  func string() throws(ControlPlaneError) -> String {
    guard let string = json.string else { throw expected("a string") }
    return string
  }

  func integer() throws(ControlPlaneError) -> Int {
    guard let integer = MockServer.JSONValue(json).int else { throw expected("an integer") }
    return integer
  }

  func string(_ name: String) throws(ControlPlaneError) -> String { try member(name).string() }

  func strings(_ name: String) throws(ControlPlaneError) -> [String] {
    try member(name).elements().map { element throws(ControlPlaneError) in try element.string() }
  }

  /// The bytes that a member has as Base64 text.
  func data(_ name: String) throws(ControlPlaneError) -> Data {
    let member = try member(name)
    guard let data = Data(base64Encoded: try member.string()) else { throw member.expected("Base64 text") }
    return data
  }

  /// The error that the value has another type.
  func expected(_ type: String) -> ControlPlaneError {
    ControlPlaneError("\(call): `\(pointer)` in the answer must be \(type), but is \(json.kind)")
  }

  typealias ControlPlaneError = MockServer.ControlPlaneError
}

extension String {
  /// A member's name as a token of a JSON Pointer (RFC 6901).
  fileprivate var asPointerToken: String { replacing("~", with: "~0").replacing("/", with: "~1") }
}
