import UnderstudyJSON

/// A value in an entry of a HAR file, with its path, so that an error can name it.
struct HARValue {
  let json: JSON
  /// The path from the entry.
  let path: Path

  /// Returns the member of this name; nil if it is missing or null.
  func optional(_ name: String) -> HARValue? {
    guard let value = json.members?[name], !value.isNull else { return nil }
    return HARValue(json: value, path: path.member(name))
  }

  /// Returns the member of this name.
  func required(_ name: String, _ meaning: String) throws(CaptureFailure) -> HARValue {
    if let value = optional(name) { return value }
    throw CaptureFailure(path.member(name), "is required; it is \(meaning)")
  }

  /// Returns the object of this name.
  func object(_ name: String, _ meaning: String) throws(CaptureFailure) -> HARValue {
    try required(name, meaning).object()
  }

  func object() throws(CaptureFailure) -> HARValue {
    if json.members != nil { return self }
    throw expected("an object")
  }

  /// Returns the elements; of a missing array, none.
  func elements(of name: String) throws(CaptureFailure) -> [HARValue] {
    guard let value = optional(name) else { return [] }
    guard let elements = value.json.array else { throw value.expected("an array") }
    return elements.enumerated().map { HARValue(json: $1, path: value.path.element($0)) }
  }

  func string() throws(CaptureFailure) -> String {
    if let string = json.string { return string }
    throw expected("a string")
  }

  /// Returns the text of a member; nil if it is missing or null.
  func string(_ name: String) throws(CaptureFailure) -> String? {
    try optional(name).map { value throws(CaptureFailure) in try value.string() }
  }

  /// Returns a size in bytes; nil if the recorder does not say it, as -1 means.
  func size(_ name: String) -> Int? {
    guard case .number(let number)? = json.members?[name], let size = number.integer.flatMap({ Int($0.text) }),
      size >= 0
    else { return nil }
    return size
  }

  func expected(_ type: String) -> CaptureFailure {
    CaptureFailure(path, "must be \(type), but is \(json.kind)")
  }
}
