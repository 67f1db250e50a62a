import ArgumentParser
import UnderstudyPlatform

/// The address of a running server, as `--url` has it.
struct ServerURL {
  let text: String
  let host: String
  let port: UInt16

  private static let example = "such as http://localhost:4010"

  /// - Parameter text: `http://HOST[:PORT]`; the scheme may be missing.
  init(_ text: String) throws(ValidationError) {
    let failure = ValidationError("--url \"\(text)\" must be the address of a server, \(Self.example)")
    var rest = Substring(text)
    if let separator = text.firstRange(of: "://") {
      let scheme = text[..<separator.lowerBound].lowercased()
      rest = text[separator.upperBound...]
      guard scheme != "https" else {
        throw ValidationError(
          "--url \"\(text)\": use http://\(rest), because the server speaks http on the same port too")
      }
      guard scheme == "http" else { throw failure }
    }
    let authority = rest.prefix { $0 != "/" }
    guard ["", "/"].contains(rest.dropFirst(authority.count)) else {
      throw ValidationError(
        "--url \"\(text)\" has a path: name the server only, \(Self.example); --sandbox NAME names a sandbox")
    }
    guard let (host, port) = Self.parts(of: authority) else { throw failure }
    (self.text, self.host, self.port) = ("http://\(authority)", host, port)
  }

  private static func parts(of authority: Substring) -> (host: String, port: UInt16)? {
    let host: Substring
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[..<end].dropFirst()
      guard IPAddress.isValid(String(host)) else { return nil }
    } else {
      host = authority.prefix { $0 != ":" }
      guard HostName.isValid(String(host)) || IPAddress.isValid(String(host)) else { return nil }
    }
    let rest = authority[host.endIndex...].drop { $0 == "]" }
    if rest.isEmpty { return (String(host), 80) }
    guard rest.first == ":", let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
    return (String(host), port)
  }
}
