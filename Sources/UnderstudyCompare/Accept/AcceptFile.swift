import HTTPTypes
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors
import UnderstudyWireMock

/// The reason why a file of `--accept` cannot be used.
package enum AcceptFileError: Error {
  /// The sentence names the file.
  case unreadable(String)
  /// All errors, in the order of the file.
  case invalid([LocatedError])
}

/// The file of `--accept`: a JSON array with an object for each difference that is accepted.
package struct AcceptFile {
  /// The ids of all rules and operations.
  private let rules: [String]
  private let operations: [String]

  /// The largest size of a file, in bytes. An entry takes about 150.
  static let sizeLimit = 1_048_576
  /// The limit of errors that are reported.
  static let errorLimit = 100

  package init(_ registry: Registry) {
    rules = (registry.rules + registry.alwaysOnRules).map(\.rule.id)
    operations = registry.surfaces.flatMap(\.operations).map(\.id)
  }

  package func read(_ path: String) throws(AcceptFileError) -> [AcceptedDifference] {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileContents.read(path, upTo: Self.sizeLimit)
    } catch {
      throw .unreadable("--accept \(path) cannot be read: \(error)")
    }
    return try read(bytes, named: path)
  }

  /// - Parameter file: The name in errors.
  package func read(_ bytes: [UInt8], named file: String) throws(AcceptFileError) -> [AcceptedDifference] {
    let document: JSON
    do throws(ReadError) {
      document = try JSON(reading: bytes, duplicates: .refused)
    } catch {
      throw .invalid([LocatedError(error, in: file)])
    }
    guard let entries = document.array else {
      let message = "the file must be an array of accepted differences, but is \(document.kind)"
      throw .invalid([LocatedError(file: file, position: .start, pointer: "", message: message)])
    }
    let (accepted, errors) = read(entries)
    guard errors.isEmpty else { throw .invalid(Self.located(errors, in: bytes, of: file)) }
    return accepted
  }

  private typealias EntryError = (path: Path, message: String)

  private func read(_ entries: [JSON]) -> ([AcceptedDifference], [EntryError]) {
    var accepted: [AcceptedDifference] = []
    var errors: [EntryError] = []
    var indices: [AcceptedDifference.Cause: Int] = [:]
    for (index, json) in entries.enumerated() where errors.count < Self.errorLimit {
      let path = Path.root.element(index)
      do throws(DocumentErrors) {
        let read = try DocumentReader.read(json, "an accepted difference", at: path, as: self.entry)
        guard let entry = read else { continue }
        if let first = indices.updateValue(index, forKey: entry.cause) {
          errors.append((path, "the difference is already accepted at /\(first); remove one of both"))
        }
        accepted.append(entry)
      } catch {
        errors += error.list.map { (Path($0.pointer, in: index), $0.detail) }
      }
    }
    return (accepted, errors)
  }

  private static func located(_ errors: [EntryError], in bytes: [UInt8], of file: String) -> [LocatedError] {
    // Errors of one entry are found member by member, in the order in which members are read.
    let places = LocatedError.locating(Array(errors.prefix(errorLimit)), in: bytes, of: file)
    return places.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
  }

  /// Reads one entry; nil after an error.
  private func entry(_ fields: DocumentReader) -> AcceptedDifference? {
    let kind: Difference.Kind? = fields.choice("class")
    let origin = origin(fields)
    let operation = operation(fields)
    let reason = reason(fields)
    let until = until(fields)
    if !fields.has("class") {
      let known = Difference.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      fields.addError("`class` is missing: one of \(known)")
    }
    guard let kind, let origin, let operation, let reason else { return nil }
    let cause = AcceptedDifference.Cause(kind, origin, operation: operation)
    return AcceptedDifference(cause, reason: reason, until: until)
  }

  private func origin(_ fields: DocumentReader) -> AcceptedDifference.Origin? {
    let (rule, pointer) = (fields.string("rule"), fields.string("pointer"))
    fields.rejectAllButFirst(of: ["rule", "pointer"])
    if !fields.has("rule"), !fields.has("pointer") {
      fields.addError("`rule` or `pointer` is missing: the report of the difference has the one that it needs")
    }
    if let rule, !rules.contains(rule) {
      fields.addError("\(UnknownRule.unknown(id: rule.brief, nearest: rule.nearest(among: rules)))", at: "rule")
    }
    if let pointer, Pointer(pointer) == nil, HTTPField.Name(pointer) == nil {
      fields.addError(
        "`pointer` must be a JSON Pointer with `-` for each index, such as \"/agents/-/name\", or the name of a "
          + "header field, but is \"\(pointer.brief)\"", at: "pointer")
    }
    return rule.map { .rule($0) } ?? pointer.map { .pointer($0) }
  }

  private func operation(_ fields: DocumentReader) -> String? {
    guard fields.value("operation") != nil else {
      fields.addError("`operation` is missing: the id of the operation, such as \"\(operations.first ?? "")\"")
      return nil
    }
    guard let operation = fields.string("operation") else { return nil }
    if !operations.contains(operation) {
      let hint = Suggestion.question(
        for: operation, among: operations, in: .doubleQuotes,
        otherwise: "known: \(operations.joined(separator: ", "))")
      fields.addError("\"\(operation.brief)\" is not an operation; \(hint)", at: "operation")
    }
    return operation
  }

  private func reason(_ fields: DocumentReader) -> String? {
    guard fields.value("reason") != nil else {
      fields.addError("`reason` is missing: a sentence that says why the difference is accepted")
      return nil
    }
    guard let reason = fields.string("reason") else { return nil }
    if reason.allSatisfy(\.isWhitespace) {
      fields.addError("`reason` is blank; say why the difference is accepted", at: "reason")
    }
    return reason
  }

  private func until(_ fields: DocumentReader) -> CalendarDay? {
    guard let text = fields.string("until") else { return nil }
    let day = CalendarDay(text)
    if day == nil {
      fields.addError(
        "`until` must be a day that exists, such as \"2027-01-31\", but is \"\(text.brief)\"", at: "until")
    }
    return day
  }
}

extension Path {
  /// The path of an entry of an array, or of one of its members.
  fileprivate init(_ pointer: String?, in index: Int) {
    let names = pointer.flatMap(Pointer.init)?.steps.dropFirst() ?? []
    self.init([.element(index)] + names.map(Step.member))
  }
}
