import UnderstudyJSON
import UnderstudyPlatform

/// The contents of one of WireMock's mapping files: a mapping, or an object with a member `mappings`.
///
/// Of several, the last is tried first. A listing, as `GET /mappings` answers, has the first to try at its start, and so is
/// read from its end; only it has `meta`.
struct StubFile {
  private(set) var mappings: [(mapping: StubMapping, path: Path)] = []
  private(set) var errors: [(path: Path, message: String)] = []
  /// Set if the file is not JSON.
  private(set) var readError: LocatedError?

  init(_ file: SourceFile) {
    let document: JSON
    do throws(ReadError) {
      document = try JSON(reading: file.bytes, duplicates: .refused)
    } catch {
      readError = LocatedError(error, in: file.path)
      return
    }
    do throws(DocumentErrors) {
      mappings = try Self.mappings(in: document.withoutSchema, of: file.path)
    } catch {
      errors = error.list.map { error in
        (error.pointer.flatMap { Pointer($0) }?.path(in: document) ?? .root, error.detail)
      }
    }
  }

  private static func mappings(
    in document: JSON, of file: String
  ) throws(DocumentErrors) -> [(mapping: StubMapping, path: Path)] {
    guard document.members?["mappings"] != nil else {
      return [(try DocumentReader.read(document, "a mapping") { $0.mapping(of: file, number: 0) }, .root)]
    }
    return try DocumentReader.read(document, "a file of mappings") { reader in
      let isListing = reader.given("meta") != nil
      var number = 0
      let mappings = reader.elements("mappings", "a mapping") { element in
        defer { number += 1 }
        return (mapping: element.mapping(of: file, number: number), path: element.path)
      }
      return isListing ? mappings.reversed() : mappings
    }
  }
}

extension DocumentReader {
  /// Reads a mapping of a file. One without an id gets one that is the same whenever the file is read.
  fileprivate func mapping(of file: String, number: Int) -> StubMapping {
    let hasID = has("id") || has("uuid")
    return StubMapping(json, self, hasID ? nil : StubMapping.id(of: file, number: number))
  }
}

extension StubMapping {
  /// Returns an id for a mapping of a file, in the form of a UUID of version 8 (RFC 9562).
  fileprivate static func id(of file: String, number: Int) -> String {
    let bytes = Array("\(file)#\(number)".utf8)
    // FNV-1a, once over the bytes and once more over what follows from that.
    let first = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let second = bytes.reduce(first) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let high = first & ~0xF000 | 0x8000
    let low = second & ~(0b11 << 62) | 0b10 << 62
    let digits = String(hexadecimal: high, digits: 16) + String(hexadecimal: low, digits: 16)
    var rest = digits[...]
    return [8, 4, 4, 4, 12].map { count in
      defer { rest = rest.dropFirst(count) }
      return String(rest.prefix(count))
    }.joined(separator: "-")
  }
}

extension JSON {
  /// The document without the member that names its schema for editors.
  fileprivate var withoutSchema: JSON {
    guard var members else { return self }
    members["$schema"] = nil
    return .object(members)
  }
}
