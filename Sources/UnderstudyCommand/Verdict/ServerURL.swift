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
    guard let parts = Authority(authority), let port = parts.port(default: 80) else { throw failure }
    (self.text, host, self.port) = ("http://\(authority)", parts.host, port)
  }
}
