import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer

/// The check that rejects requests of foreign web pages to the control plane.
///
/// Any page in a browser on this machine can send requests to this server. Three header fields reveal it: `Origin` has the
/// name of the page. If the browser sends no `Origin`, as for an image, `Sec-Fetch-Site` says that the page is foreign. If
/// the page's name has been made to resolve to this server (DNS rebinding), `Host` has that name.
package struct AdminOriginPolicy: Sendable {
  private let origins: Set<String>
  private let hosts: Set<String>

  /// - Parameters:
  ///   - origins: allowed origins besides those of this machine, such as `https://dash.example.com`.
  ///   - hosts: allowed names of the server besides `localhost` and IP addresses.
  package init(origins: [String] = [], hosts: [String] = []) {
    self.origins = Set(origins.map { $0.lowercased() })
    self.hosts = Set(hosts.map { $0.lowercased() })
  }

  /// Returns the response to a request that is not allowed; nil for any other.
  func refusal(of request: Request) -> Response? {
    if let text = request.fields.value(of: HTTPField.Name.host), !admits(host: Authority(text)?.host) {
      return .error(
        403, title: "Host not allowed for the control plane",
        detail: "The host \"\(text.prefix(200))\" is not an IP address or localhost; if it is this server's name, "
          + "start it with --admin-host \((Authority(text)?.host ?? text).prefix(200))")
    }
    if let origin = request.fields.value(of: .origin), !admits(origin: origin), !request.isOfOwnPage(origin) {
      return .error(
        403, title: "Origin not allowed for the control plane",
        detail:
          "The origin \"\(origin.prefix(200))\" is not on this machine; if it is yours, start the server with "
          + "--admin-origin \(origin.prefix(200))")
    }
    guard request.isPartOfForeignPage else { return nil }
    return .error(
      403, title: "Foreign pages are not allowed to use the control plane",
      detail: "The request comes from a page of another site without its origin (Sec-Fetch-Site); use fetch, which "
        + "sends the origin")
  }

  private func admits(host: String?) -> Bool {
    guard let host else { return false }
    return host == "localhost" || hosts.contains(host) || IPAddress.isValid(host)
  }

  private func admits(origin: String) -> Bool {
    let origin = origin.lowercased()
    if origins.contains(origin) { return true }
    let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, ["http:", "https:"].contains(parts[0]), parts[1].isEmpty else { return false }
    guard let host = Authority(parts[2])?.host else { return false }
    return host == "localhost" || host == "::1" || host.hasPrefix("127.") && IPAddress.isValid(host)
  }
}

extension Request {
  /// Whether the page was served by this server, under the name in the request.
  fileprivate func isOfOwnPage(_ origin: String) -> Bool {
    guard let host = fields.value(of: HTTPField.Name.host)?.lowercased() else { return false }
    return ["http://\(host)", "https://\(host)"].contains(origin.lowercased())
  }

  /// Whether a browser sends this for a page of another site without its origin, as for images and scripts.
  ///
  /// Following a link is allowed: it changes nothing, and the page cannot read the response.
  fileprivate var isPartOfForeignPage: Bool {
    guard fields.value(of: .origin) == nil, fields.value(of: .ours("Sec-Fetch-Site")) == "cross-site" else {
      return false
    }
    return method != "GET" || fields.value(of: .ours("Sec-Fetch-Mode")) != "navigate"
      || fields.value(of: .ours("Sec-Fetch-Dest")) != "document"
  }
}
