import ArgumentParser
import Foundation
import Understudy
import UnderstudyEmulator

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
        "--admin-origin \(origin) is not an origin: expected a scheme, a host and optionally a port, such as "
          + "https://app.example.com:8443")
    }
    for name in adminHost where name.isEmpty || name.contains(where: { "/: ".contains($0) }) {
      throw ValidationError(
        "--admin-host \(name) is not a host name: expected a name without a port, such as understudy")
    }
  }

  func apply(to settings: inout Settings) {
    settings.origins = noCORS ? .none : .any
    settings.adminOrigins = adminOrigin
    settings.adminHosts = adminHost
  }
}

extension String {
  fileprivate var isOrigin: Bool {
    guard let url = URL(string: self), url.scheme != nil, url.host() != nil else { return false }
    return url.path().isEmpty && url.query() == nil && url.user() == nil
  }
}
