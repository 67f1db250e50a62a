import ArgumentParser
import UnderstudyPlatform

/// The rights of web pages.
struct BrowserOptions: ParsableArguments {
  @Flag(name: .customLong("no-cors"), help: "Do not let web pages call the vendors' endpoints.")
  var noCORS = false
  @Option(
    help: ArgumentHelp(
      "Let web pages of this origin use /__admin, besides loopback origins; repeatable.", valueName: "origin"))
  var adminOrigin: [String] = []
  @Option(
    help: ArgumentHelp(
      "Answer /__admin under this name too, besides localhost and IP addresses; repeatable.", valueName: "name"))
  var adminHost: [String] = []

  func validate() throws {
    for origin in adminOrigin where !origin.isOrigin {
      throw ValidationError(
        "--admin-origin \"\(origin)\" is not an origin: expected a scheme, a host and a port that is not the scheme's "
          + "own, as browsers send them, such as https://app.example.com:8443")
    }
    for name in adminHost where !HostName.isValid(name) {
      throw ValidationError(
        "--admin-host \"\(name)\" is not a host name: expected a name in ASCII without a port, such as understudy; "
          + "there are no wildcards")
    }
  }
}

extension String {
  /// Whether this is an origin as browsers write it (RFC 6454), so that a request can have it.
  fileprivate var isOrigin: Bool {
    guard let parts = wholeMatch(of: /([A-Za-z][A-Za-z0-9+.\-]*):\/\/(\[[^\]]*\]|[^:]*)(?::([0-9]{1,5}))?/) else {
      return false
    }
    let host = String(parts.2)
    guard HostName.isValid(host) || host.hasPrefix("[") && IPAddress.isV6(String(host.dropFirst().dropLast()))
    else {
      return false
    }
    guard let port = parts.3 else { return true }
    let own = ["http": "80", "https": "443"][parts.1.lowercased()]
    return UInt16(port) != nil && !port.hasPrefix("0") && own != String(port)
  }
}
