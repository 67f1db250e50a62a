import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// How reports name exchanges, without what may be secret.
struct RecordedReferences: Sendable {
  private let phrases: AnswerPhrases
  private let secretNames: SecretNames
  private static let longestBody = 4000

  init(_ registry: Registry, _ phrases: AnswerPhrases) {
    self.phrases = phrases
    secretNames = SecretNames(registry.surfaces.flatMap(\.resource.record.secretNames))
  }

  /// - Parameters:
  ///   - request: the request with made-up credentials.
  ///   - operation: nil if no endpoint has the path.
  func reference(
    to request: Request, _ surface: Surface?, _ operation: Operation?, at place: String
  ) -> ExchangeReference {
    let (path, query) = request.target.splitAtQuery
    let isKnown = operation != nil
    let shown = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      isKnown ? String(segment) : phrases.masked(String(segment))
    }.joined(separator: "/")
    let method = phrases.masked(request.method)
    return ExchangeReference(
      place: place, request: "\(method) \(shown.truncated(to: 200))\(query == nil ? "" : "?…")",
      curl: surface.flatMap { surface in operation.flatMap { curl(request, path: shown, surface, $0) } })
  }

  /// A command that sends the request to Understudy; nil if its body cannot be shown.
  private func curl(_ request: Request, path: String, _ surface: Surface, _ operation: Operation) -> String? {
    let prefix = path.hasPrefix("/\(surface.vendor)/") ? "" : "/\(surface.vendor)"
    var words = ["curl", "-i"]
    if operation.method != "GET" { words += ["-X", operation.method] }
    words.append("http://127.0.0.1:4010\(prefix)\(path)".quotedForShell)
    let places = surface.credential.places + [surface.credential.secondary?.place].compactMap(\.self)
    for place in places.uniqued(by: \.headerName) {
      guard let value = request.fields.value(of: .of(place)) else { continue }
      words += ["-H", "\(place.headerName): \(value)".quotedForShell]
    }
    guard let fields = operation.body?.fields, case .complete(let bytes) = request.body, !bytes.isEmpty else {
      return words.joined(separator: " ")
    }
    guard let body = try? JSON(reading: bytes) else { return nil }
    let text = String(decoding: withoutSecrets(body, fields).bytes, as: UTF8.self)
    guard text.utf8.count <= Self.longestBody else { return nil }
    words += ["-H", "Content-Type: application/json".quotedForShell, "-d", text.quotedForShell]
    return words.joined(separator: " ")
  }

  /// Returns a body without texts that no declared field has, and without secrets.
  func withoutSecrets(_ body: JSON, _ fields: Object?) -> JSON {
    switch body {
    case .object(let members):
      return .object(
        members.reduce(into: Members()) { shown, member in
          let field = fields?[member.key]
          let isSecret = field?.value.isSecret ?? false || secretNames.contains(member.name)
          shown[member.name] = isSecret ? "…" : withoutSecrets(member.value, field?.value)
        })
    case .array(let elements): return .array(elements.map { withoutSecrets($0, fields) })
    case .string: return "…"
    case .null, .bool, .number: return body
    }
  }

  private func withoutSecrets(_ value: JSON, _ declared: Value?) -> JSON {
    guard let declared else { return withoutSecrets(value, nil as Object?) }
    switch (declared.kind, value) {
    case (.object(let object), _): return withoutSecrets(value, object)
    case (.array(let element), .array(let elements)): return .array(elements.map { withoutSecrets($0, element) })
    case (.string, .string): return value
    // An element of a list that is stored as objects may be sent so too.
    default: return withoutSecrets(value, declared.entry?.record)
    }
  }
}

extension String {
  /// The text in single quotes, as a POSIX shell reads it.
  var quotedForShell: String { "'" + replacing("'", with: "'\\''") + "'" }
}
