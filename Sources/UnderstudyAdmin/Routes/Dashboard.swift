import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let dashboard = [
    AdminRoute("GET", "", "The dashboard for a browser, otherwise the list of all routes") { request in
      request.request.acceptsHTML ? .redirect(to: "\(request.address)/ui") : .json(request.listing)
    },
    AdminRoute("GET", "/ui", "The dashboard") { request in
      // With a slash at the end, the page's relative links would be wrong.
      let isFolder = request.request.target.prefix { $0 != "?" }.hasSuffix("/")
      return isFolder ? .redirect(to: "../ui") : .file("text/html", PackageResources.index_html)
    },
    AdminRoute("GET", "/ui/{name}", "A file of the dashboard") { try $0.dashboardFile() },
  ]

  /// The dashboard's path with a slash at its end, which leads to the page.
  static let dashboardFolder: Substring = "/ui/"
}

extension AdminRequest {
  /// The path of the sandbox's control plane.
  fileprivate var address: String { "\(sandbox.pathPrefix)\(ControlPlane.prefix)" }

  /// The routes with their paths in this sandbox.
  fileprivate var listing: JSON {
    let routes = AdminRoute.all.map { route -> JSON in
      [
        "method": .string(route.method), "path": .string("\(address)\(route.path)"),
        "summary": .string(route.summary),
      ]
    }
    return ["dashboard": .string("\(address)/ui"), "routes": .array(routes)]
  }

  fileprivate func dashboardFile() throws -> Reply {
    let name = parameter(0)
    guard let file = Self.dashboardFiles[name] else {
      throw AdminError.notFound("file of the dashboard", name, hint: "the page is \(ControlPlane.prefix)/ui")
    }
    return .file(name.hasSuffix(".css") ? "text/css" : "text/javascript", file)
  }

  /// The files that the page links to. They stand in `UI` and are embedded in the program.
  private static let dashboardFiles = [
    "style.css": PackageResources.style_css,
    "agents.js": PackageResources.agents_js,
    "app.js": PackageResources.app_js,
    "connect.js": PackageResources.connect_js,
    "copy.js": PackageResources.copy_js,
    "detail.js": PackageResources.detail_js,
    "diff.js": PackageResources.diff_js,
    "dom.js": PackageResources.dom_js,
    "events.js": PackageResources.events_js,
    "faults.js": PackageResources.faults_js,
    "json.js": PackageResources.json_js,
    "refusal.js": PackageResources.refusal_js,
    "requests.js": PackageResources.requests_js,
    "rules.js": PackageResources.rules_js,
    "sandbox.js": PackageResources.sandbox_js,
    "seeds.js": PackageResources.seeds_js,
    "server.js": PackageResources.server_js,
    "tabs.js": PackageResources.tabs_js,
  ]
}

extension Reply {
  fileprivate static func file(_ type: String, _ bytes: [UInt8]) -> Reply {
    let fields: HeaderSection = [
      .contentType: "\(type); charset=utf-8", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
      .ours("Referrer-Policy"): "no-referrer", .contentSecurityPolicy: contentSecurityPolicy,
      // A page of another site that opens the dashboard has no access to its window.
      .ours("Cross-Origin-Opener-Policy"): "same-origin",
    ]
    return .immediate(Response(status: 200, fields: fields, body: bytes))
  }

  /// Limits the page to this server, even if text from a client were run as a script.
  private static let contentSecurityPolicy = """
    default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    """
}
