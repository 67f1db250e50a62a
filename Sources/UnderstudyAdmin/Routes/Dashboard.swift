import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer

extension AdminRoute {
  static let dashboard = [
    AdminRoute("GET", "/ui", "The dashboard", AdminRequest.dashboard),
    AdminRoute("GET", "/ui/{name}", "A file of the dashboard", AdminRequest.dashboardFile),
  ]
}

extension AdminRequest {
  fileprivate func dashboard() throws(AdminError) -> Response {
    // With a slash at the end, the page's relative links would be wrong.
    guard !request.target.prefix(while: { $0 != "?" }).hasSuffix("/") else { return .redirect(to: "../ui") }
    return .dashboardFile("text/html", PackageResources.index_html)
  }

  fileprivate func dashboardFile() throws(AdminError) -> Response {
    guard let file = DashboardFiles.byName[parameter(0)] else {
      throw .notFound("file of the dashboard", parameter(0), hint: "the page is \(ControlPlane.prefix)/ui")
    }
    return .dashboardFile(file.type, file.bytes)
  }
}

/// The files that the page links to. They stand in `UI` and are embedded in the program.
private enum DashboardFiles {
  static let byName: [String: (type: String, bytes: [UInt8])] = [
    "style.css": ("text/css", PackageResources.style_css),
    "agents.js": (javaScript, PackageResources.agents_js),
    "app.js": (javaScript, PackageResources.app_js),
    "copy.js": (javaScript, PackageResources.copy_js),
    "detail.js": (javaScript, PackageResources.detail_js),
    "diff.js": (javaScript, PackageResources.diff_js),
    "dom.js": (javaScript, PackageResources.dom_js),
    "events.js": (javaScript, PackageResources.events_js),
    "faults.js": (javaScript, PackageResources.faults_js),
    "json.js": (javaScript, PackageResources.json_js),
    "refusal.js": (javaScript, PackageResources.refusal_js),
    "requests.js": (javaScript, PackageResources.requests_js),
    "rules.js": (javaScript, PackageResources.rules_js),
    "sandbox.js": (javaScript, PackageResources.sandbox_js),
    "server.js": (javaScript, PackageResources.server_js),
    "tabs.js": (javaScript, PackageResources.tabs_js),
  ]

  private static let javaScript = "text/javascript"
}

extension Response {
  fileprivate static func dashboardFile(_ type: String, _ bytes: [UInt8]) -> Response {
    var response = Response(status: 200, fields: [.contentType: "\(type); charset=utf-8"], body: bytes)
    response.fields.append(.cacheControl, "no-cache")
    response.fields.append(.xContentTypeOptions, "nosniff")
    response.fields.append(.ours("Referrer-Policy"), "no-referrer")
    response.fields.append(.contentSecurityPolicy, contentSecurityPolicy)
    return response
  }

  /// Limits the page to this server, even if text from a client were run as a script.
  private static let contentSecurityPolicy = """
    default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    """

  static func redirect(to address: String) -> Response {
    Response(status: 302, fields: [.location: address])
  }
}
