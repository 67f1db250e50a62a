import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer

/// Keeps web pages of others away from the control plane.
///
/// A page in the same browser can send requests to this server. Its own name reveals it in `Origin`; where the browser
/// sends none, as for an image, it says in `Sec-Fetch-Site` that the page is another's; and where its name has been made
/// to point here, so that the browser takes both for one, that name stands in `Host`.
package struct AdminOriginPolicy: Sendable {
  private let origins: Set<String>
  private let hosts: Set<String>

  /// - Parameters:
  ///   - origins: of pages that may call besides those of this machine: `https://dash.example.com`.
  ///   - hosts: names under which the server may be called besides `localhost` and addresses.
  package init(origins: [String] = [], hosts: [String] = []) {
    self.origins = Set(origins.map { $0.lowercased() })
    self.hosts = Set(hosts.map { $0.lowercased() })
  }

  func refusal(of request: Request) -> Response? {
    if let host = request.fields.value(of: HTTPField.Name.host), !admits(host: host.hostName) {
      return .error(
        403, title: "The control plane does not answer under this name",
        detail: "The host \"\(host.prefix(200))\" is not an IP address or localhost; if it is this server's, "
          + "start it with --admin-host \(host.hostName.prefix(200))")
    }
    if let origin = request.fields.value(of: .origin), !admits(origin: origin), !request.isOfOwnPage(origin) {
      return .error(
        403, title: "Pages of this origin may not use the control plane",
        detail:
          "The origin \"\(origin.prefix(200))\" is not on this machine; if it is yours, start the server with "
          + "--admin-origin \(origin.prefix(200))")
    }
    guard !request.isPartOfForeignPage else {
      return .error(
        403, title: "Pages of others may not use the control plane",
        detail:
          "The browser says that a page of another site asks, and does not say which (Sec-Fetch-Site); let the "
          + "page use fetch, which sends its origin")
    }
    return nil
  }

  /// The answer to a browser that asks first; nil for any other request.
  func preflight(_ request: Request) -> Response? {
    guard request.method == "OPTIONS", let origin = request.fields.value(of: .origin) else { return nil }
    return Response(preflight: request, of: origin, methods: "GET, POST, PUT, DELETE")
  }

  func allow(_ response: inout Response, _ request: Request) {
    if let origin = request.fields.value(of: .origin) { response.allow(origin) }
  }

  private func admits(host: String) -> Bool {
    host == "localhost" || hosts.contains(host) || IPAddress.isValid(host)
  }

  private func admits(origin: String) -> Bool {
    let origin = origin.lowercased()
    if origins.contains(origin) { return true }
    let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, ["http:", "https:"].contains(parts[0]), parts[1].isEmpty else { return false }
    let host = String(parts[2]).hostName
    return host == "localhost" || host == "::1" || host.hasPrefix("127.") && IPAddress.isValid(host)
  }
}

extension Request {
  /// Whether the page is one that this server itself served, under the name that the request names it by.
  fileprivate func isOfOwnPage(_ origin: String) -> Bool {
    guard let host = fields.value(of: HTTPField.Name.host)?.lowercased() else { return false }
    return ["http://\(host)", "https://\(host)"].contains(origin.lowercased())
  }

  /// Whether a browser sends this for a page of another site without naming it, as it does for images and scripts.
  ///
  /// Not where a person follows a link: what that asks for changes nothing, and the page does not get to see it.
  fileprivate var isPartOfForeignPage: Bool {
    fields.value(of: .secFetchSite) == "cross-site" && fields.value(of: .origin) == nil
      && !(method == "GET" && fields.value(of: .secFetchMode) == "navigate"
        && fields.value(of: .secFetchDest) == "document")
  }
}

extension HTTPField.Name {
  fileprivate static let secFetchSite = ours("Sec-Fetch-Site")
  fileprivate static let secFetchMode = ours("Sec-Fetch-Mode")
  fileprivate static let secFetchDest = ours("Sec-Fetch-Dest")
}
