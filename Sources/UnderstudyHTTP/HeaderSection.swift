import HTTPTypes

/// The header fields of a message, in their order and with repeats, in one piece of memory.
///
/// `HTTPFields` takes several allocations a field, which were a tenth of the time of a request, and the journal keeps
/// thousands of these.
package struct HeaderSection: Sendable {
  /// Of each field the lengths of name and value, four bytes each, then both, each with a NUL behind it as C wants it.
  private var bytes: [UInt8] = []

  package init() {}

  /// What ``packed`` gave.
  package init(packed bytes: [UInt8]) { self.bytes = bytes }

  /// The section in its one piece of memory.
  package var packed: [UInt8] { bytes }

  package init(_ fields: some Sequence<HTTPField>) {
    for field in fields { append(field) }
  }

  package mutating func append(_ field: HTTPField) {
    field.withUnsafeBytesOfValue { value in
      field.name.rawName.utf8.span.withUnsafeBytes { append(name: $0, value: UnsafeRawBufferPointer(value)) }
    }
  }

  /// - Parameter value: taken as it is; control characters are replaced when it is sent.
  package mutating func append(_ name: HTTPField.Name, _ value: String) {
    name.rawName.utf8.span.withUnsafeBytes { name in
      value.utf8.span.withUnsafeBytes { append(name: name, value: $0) }
    }
  }

  /// - Parameter name: a token.
  package mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    if bytes.isEmpty { bytes.reserveCapacity(240) }
    let lengths = (UInt32(truncatingIfNeeded: name.count), UInt32(truncatingIfNeeded: value.count))
    withUnsafeBytes(of: lengths) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: name)
    bytes.append(0)
    bytes.append(contentsOf: value)
    bytes.append(0)
  }

  /// Steps from field to field.
  private struct Cursor {
    var offset = 0

    mutating func next(in bytes: UnsafeRawBufferPointer) -> RawField? {
      guard offset < bytes.count, let start = bytes.baseAddress else { return nil }
      let lengths = bytes.loadUnaligned(fromByteOffset: offset, as: (UInt32, UInt32).self)
      let name = UnsafeRawBufferPointer(start: start + offset + 8, count: Int(lengths.0))
      let value = UnsafeRawBufferPointer(start: start + offset + 9 + name.count, count: Int(lengths.1))
      offset += 10 + name.count + value.count
      return RawField(name: name, value: value)
    }
  }

  /// A field where it stands, with a NUL behind name and value; valid only while it is looked at.
  package struct RawField {
    package let name: UnsafeRawBufferPointer
    package let value: UnsafeRawBufferPointer

    package func isNamed(_ name: HTTPField.Name) -> Bool {
      guard name.canonicalName.utf8.count == self.name.count else { return false }
      return name.canonicalName.utf8.span.withUnsafeBytes { canonical in
        for index in canonical.indices where canonical[index] != self.name[index].lowercased { return false }
        return true
      }
    }
  }

  /// Whether one of the fields with these names is so.
  package func contains(_ names: FieldNames, where isSo: (HTTPField) -> Bool) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var cursor = Cursor()
      while let field = cursor.next(in: bytes) {
        guard names.lengths & FieldNames.bit(field.name.count) != 0 else { continue }
        for name in names.all where field.isNamed(name) {
          if isSo(HTTPField(name: name, lenientValue: field.value)) { return true }
        }
      }
      return false
    }
  }

  package func forEach(_ body: (RawField) -> Void) {
    bytes.withUnsafeBytes { bytes in
      var cursor = Cursor()
      while let field = cursor.next(in: bytes) { body(field) }
    }
  }
}

/// Field names that are looked for in many sections.
package struct FieldNames: Sendable {
  fileprivate let all: [HTTPField.Name]
  /// Bit n is set if one of them has n characters, which rules out most fields.
  fileprivate let lengths: UInt64

  package init(_ names: [HTTPField.Name]) {
    all = names
    lengths = names.reduce(0) { $0 | Self.bit($1.canonicalName.utf8.count) }
  }

  package func contains(_ name: HTTPField.Name) -> Bool { all.contains(name) }

  fileprivate static func bit(_ length: Int) -> UInt64 { 1 << (length & 63) }
}

extension HeaderSection {
  /// The values of all fields of this name.
  package func values(of name: HTTPField.Name) -> [String] {
    var values: [String] = []
    forEach { if $0.isNamed(name) { values.append(String(decoding: $0.value, as: UTF8.self)) } }
    return values
  }

  /// The value of the field of this name; of several, all in one, as RFC 9110 (5.3) and RFC 6265 (5.4) have it.
  package func value(of name: HTTPField.Name) -> String? {
    var value: String?
    forEach { field in
      guard field.isNamed(name) else { return }
      let text = String(decoding: field.value, as: UTF8.self)
      value = value.map { $0 + (name == .cookie ? "; " : ", ") + text } ?? text
    }
    return value
  }

  package subscript(name: HTTPField.Name) -> String? {
    get { value(of: name) }
    set {
      if value(of: name) != nil { self = HeaderSection(filter { $0.name != name }) }
      if let newValue { append(HTTPField(name: name, value: newValue)) }
    }
  }
}

extension HeaderSection: Sequence {
  package struct Iterator: IteratorProtocol {
    fileprivate let section: HeaderSection
    private var cursor = Cursor()

    fileprivate init(_ section: HeaderSection) { self.section = section }

    package mutating func next() -> HTTPField? {
      section.bytes.withUnsafeBytes { bytes in
        while let field = cursor.next(in: bytes) {
          guard let name = HTTPField.Name(String(decoding: field.name, as: UTF8.self)) else { continue }
          return HTTPField(name: name, lenientValue: field.value)
        }
        return nil
      }
    }
  }

  package func makeIterator() -> Iterator { Iterator(self) }
}

extension HeaderSection: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral fields: (HTTPField.Name, String)...) {
    self.init(fields.map { HTTPField(name: $0.0, value: $0.1) })
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
}
