import FoundationEssentials
import HTTPTypes
import UnderstudyCapture
import UnderstudyJSON

extension CapturedExchange {
  /// Returns the exchange with made-up texts in place of recorded tokens, in the URL and in both bodies.
  func replacing(_ tokens: [String: String]) -> CapturedExchange {
    guard !tokens.isEmpty else { return self }
    var exchange = self
    exchange.request.url = request.url.replacing(tokens)
    exchange.request.body = request.body.replacing(tokens)
    if let response { exchange.response?.body = response.body.replacing(tokens) }
    return exchange
  }
}

extension CapturedBody {
  fileprivate func replacing(_ tokens: [String: String]) -> CapturedBody {
    guard case .whole(let bytes) = self, !bytes.isEmpty else { return self }
    let text = String(decoding: bytes, as: UTF8.self)
    guard tokens.keys.contains(where: text.contains) else { return self }
    guard let json = try? JSON(reading: bytes) else { return .whole(Array(text.replacing(tokens).utf8)) }
    return .whole(json.replacing(tokens).bytes)
  }
}

extension JSON {
  fileprivate func replacing(_ tokens: [String: String]) -> JSON {
    switch self {
    case .string(let text): .string(text.replacing(tokens))
    case .array(let elements): .array(elements.map { $0.replacing(tokens) })
    case .object(let members):
      .object(members.reduce(into: Members()) { $0[$1.name] = $1.value.replacing(tokens) })
    case .null, .bool, .number: self
    }
  }
}

extension String {
  /// Shorter tokens are replaced only where they are the whole text: they may be words.
  private static let shortestInside = 8

  fileprivate func replacing(_ tokens: [String: String]) -> String {
    if let whole = tokens[self] { return whole }
    return tokens.filter { $0.key.utf8.count >= Self.shortestInside }.sorted {
      $0.key.utf8.count > $1.key.utf8.count
    }
    .reduce(self) { $0.contains($1.key) ? $0.replacing($1.key, with: $1.value) : $0 }
  }
}
