import Glibc
import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// Takes out of a request what must not be kept of it: credentials that are not the seeds' own, and secrets.
struct Redactor: Sendable {
  /// Where any vendor looks for a credential, and where clients commonly put one.
  private let credentialNames: FieldNames
  /// The names of the members whose values are secrets, and `\u`, which may spell one.
  private let suspicions: [Needle]
  private let secretNames: [String]

  init(_ surfaces: [Surface]) {
    let places = surfaces.flatMap { $0.credential.places + [$0.credential.confirmation?.place].compactMap(\.self) }
    let names = places.compactMap { HTTPField.Name($0.headerName) }
    credentialNames = FieldNames(Array(Set(names + [.authorization, .proxyAuthorization, .cookie])))
    secretNames = Array(Set(surfaces.flatMap(\.collection.record.secretNames))).sorted()
    suspicions = secretNames.isEmpty ? [] : (secretNames + ["\\u"]).map(Needle.init)
  }

  /// - Returns: the request as it may be kept, and how much of its body that is.
  func redact(_ request: Request, _ accounts: Accounts) -> (Request, KeptBody) {
    var request = request
    redact(&request.fields, accounts)
    guard case .complete(let body) = request.body, suspicions.contains(where: { $0.isIn(body) }) else {
      return (request, .whole)
    }
    if let document = try? JSON(reading: body, duplicates: .refused), !holdsSecret(document) {
      return (request, .whole)
    }
    guard let document = try? JSON(reading: body) else {
      request.body = .complete([])
      return (request, .omitted)
    }
    request.body = .complete(redacted(document).bytes)
    return (request, .redacted)
  }

  private func redact(_ fields: inout HeaderSection, _ accounts: Accounts) {
    let isForeign = { (field: HTTPField) in
      !accounts.isSeeded(field.value) && !field.credentials.allSatisfy { accounts.isSeeded($0.token) }
    }
    guard fields.contains(credentialNames, where: isForeign) else { return }
    fields = HeaderSection(
      fields.map { field in
        credentialNames.contains(field.name) && isForeign(field)
          ? HTTPField(name: field.name, value: field.masked(accounts)) : field
      })
  }

  private func holdsSecret(_ value: JSON) -> Bool {
    switch value {
    case .object(let members): members.contains { isSecret($0.name) || holdsSecret($0.value) }
    case .array(let elements): elements.contains(where: holdsSecret)
    case .null, .bool, .number, .string: false
    }
  }

  private func redacted(_ value: JSON) -> JSON {
    switch value {
    case .object(let members):
      .object(
        members.reduce(into: Members()) { kept, member in
          kept[member.name] = isSecret(member.name) ? "(not kept)" : redacted(member.value)
        })
    case .array(let elements): .array(elements.map(redacted))
    case .null, .bool, .number, .string: value
    }
  }

  private func isSecret(_ name: String) -> Bool { secretNames.contains { $0.hasSameScalars(as: name) } }
}

/// How much of a body the journal has.
package enum KeptBody: String, Sendable {
  case whole
  /// Without the values of secrets, and so not to the byte.
  case redacted
  /// Nothing: it may hold a secret, and is not JSON in which that could be found.
  case omitted
}

extension HTTPField {
  /// Each credential in the value, and what stands before it: a scheme, the name of a cookie.
  fileprivate var credentials: [(before: Substring, token: String)] {
    switch name {
    case .cookie:
      value.split(separator: ";", omittingEmptySubsequences: false).enumerated().map { index, pair in
        let sign = pair.firstIndex(of: "=").map(pair.index(after:)) ?? pair.startIndex
        return ((index == 0 ? "" : ";") + pair[..<sign], String(pair[sign...]))
      }
    case .authorization, .proxyAuthorization:
      if let space = value.firstIndex(of: " ") {
        [(value[...space], String(value[space...].drop { $0 == " " }))]
      } else {
        [("", value)]
      }
    default: [("", value)]
    }
  }

  fileprivate func masked(_ accounts: Accounts) -> String {
    credentials.map { $0.before + (accounts.isSeeded($0.token) ? $0.token : $0.token.masked) }.joined()
  }
}

/// A text that is looked for in many bodies.
private struct Needle {
  private let bytes: [UInt8]
  /// Where its rarest byte is: in JSON, a capital or a backslash.
  private let anchor: Int

  init(_ text: String) {
    bytes = Array(text.utf8)
    anchor = bytes.firstIndex { !(0x61...0x7A).contains($0) } ?? 0
  }

  func isIn(_ body: [UInt8]) -> Bool {
    body.withUnsafeBytes { body in
      guard body.count >= bytes.count, let base = body.baseAddress else { return false }
      let (first, end) = (base + anchor, base + (body.count - bytes.count + anchor + 1))
      var start = first
      while start < end, let found = memchr(start, CInt(bytes[anchor]), end - start) {
        if memcmp(found - anchor, bytes, bytes.count) == 0 { return true }
        start = UnsafeRawPointer(found) + 1
      }
      return false
    }
  }
}
