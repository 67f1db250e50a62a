import UnderstudyCapture
import UnderstudyJSON

/// The recorded credentials, with the made-up texts in place of them.
struct RecordedTokens {
  private var replacements: [String: String] = [:]
  /// Those that are replaced inside of longer texts too, the longest first: a shorter one may be a part of it.
  private var inside: [(token: String, replacement: String)] = []
  /// Shorter tokens are replaced only where they are the whole text: they may be words.
  private static let shortestInside = 8

  /// Returns the made-up text for a token, the same each time.
  mutating func replacement(of token: String, _ makeUp: (_ number: Int) -> String) -> String {
    if let known = replacements[token] { return known }
    let text = makeUp(replacements.count + 1)
    replacements[token] = text
    guard token.utf8.count >= Self.shortestInside else { return text }
    let position = inside.firstIndex { $0.token.utf8.count < token.utf8.count } ?? inside.endIndex
    inside.insert((token, text), at: position)
    return text
  }

  /// Returns an exchange with made-up texts in its URL and in both bodies.
  func replacing(in exchange: CapturedExchange) -> CapturedExchange {
    guard !replacements.isEmpty else { return exchange }
    var replaced = exchange
    replaced.request.url = replacing(in: exchange.request.url)
    replaced.request.body = replacing(in: exchange.request.body)
    if let response = exchange.response { replaced.response?.body = replacing(in: response.body) }
    return replaced
  }

  private func replacing(in body: CapturedBody) -> CapturedBody {
    guard case .whole(let bytes) = body, !bytes.isEmpty else { return body }
    guard let json = try? JSON(reading: bytes) else {
      return .whole(Array(replacing(in: String(decoding: bytes, as: UTF8.self)).utf8))
    }
    let replaced = replacing(in: json)
    return replaced == json ? body : .whole(replaced.bytes)
  }

  private func replacing(in json: JSON) -> JSON {
    switch json {
    case .string(let text): .string(replacing(in: text))
    case .array(let elements): .array(elements.map { replacing(in: $0) })
    case .object(let members):
      .object(members.reduce(into: Members()) { $0[$1.key] = replacing(in: $1.value) })
    case .null, .bool, .number: json
    }
  }

  private func replacing(in text: String) -> String {
    if let replacement = replacements[text] { return replacement }
    // Most texts are shorter than any token.
    guard let shortest = inside.last?.token, text.utf8.count > shortest.utf8.count else { return text }
    return inside.reduce(text) { $0.contains($1.token) ? $0.replacing($1.token, with: $1.replacement) : $0 }
  }
}
