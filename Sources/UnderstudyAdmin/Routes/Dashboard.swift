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
      let isFolder = request.request.path.hasSuffix("/")
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
    "agents.css": PackageResources.agents_css,
    "base.css": PackageResources.base_css,
    "code.css": PackageResources.code_css,
    "compare.css": PackageResources.compare_css,
    "controls.css": PackageResources.controls_css,
    "detail.css": PackageResources.detail_css,
    "dialog.css": PackageResources.dialog_css,
    "faults.css": PackageResources.faults_css,
    "frame.css": PackageResources.frame_css,
    "pages.css": PackageResources.pages_css,
    "phone.css": PackageResources.phone_css,
    "rules.css": PackageResources.rules_css,
    "side.css": PackageResources.side_css,
    "table.css": PackageResources.table_css,
    "address.js": PackageResources.address_js,
    "agent-detail.js": PackageResources.agent_detail_js,
    "agent-edit.js": PackageResources.agent_edit_js,
    "agent-head.js": PackageResources.agent_head_js,
    "agent-history.js": PackageResources.agent_history_js,
    "agent-keys.js": PackageResources.agent_keys_js,
    "agent-send.js": PackageResources.agent_send_js,
    "agent-timeline.js": PackageResources.agent_timeline_js,
    "agents.js": PackageResources.agents_js,
    "app.js": PackageResources.app_js,
    "banners.js": PackageResources.banners_js,
    "catalog.js": PackageResources.catalog_js,
    "collections.js": PackageResources.collections_js,
    "compare.js": PackageResources.compare_js,
    "compare-detail.js": PackageResources.compare_detail_js,
    "compare-words.js": PackageResources.compare_words_js,
    "connect.js": PackageResources.connect_js,
    "connection.js": PackageResources.connection_js,
    "controls.js": PackageResources.controls_js,
    "copy.js": PackageResources.copy_js,
    "credentials.js": PackageResources.credentials_js,
    "dialogs.js": PackageResources.dialogs_js,
    "diff.js": PackageResources.diff_js,
    "dom.js": PackageResources.dom_js,
    "fault-build.js": PackageResources.fault_build_js,
    "fault-mappings.js": PackageResources.fault_mappings_js,
    "fault-now.js": PackageResources.fault_now_js,
    "fault-past.js": PackageResources.fault_past_js,
    "fault-rates.js": PackageResources.fault_rates_js,
    "fault-switches.js": PackageResources.fault_switches_js,
    "faults.js": PackageResources.faults_js,
    "highlight.js": PackageResources.highlight_js,
    "https.js": PackageResources.https_js,
    "journal.js": PackageResources.journal_js,
    "json.js": PackageResources.json_js,
    "jsonview.js": PackageResources.jsonview_js,
    "kept.js": PackageResources.kept_js,
    "keys.js": PackageResources.keys_js,
    "menu.js": PackageResources.menu_js,
    "more.js": PackageResources.more_js,
    "outcome.js": PackageResources.outcome_js,
    "overview.js": PackageResources.overview_js,
    "pages.js": PackageResources.pages_js,
    "palette.js": PackageResources.palette_js,
    "place.js": PackageResources.place_js,
    "request-actions.js": PackageResources.request_actions_js,
    "request-detail.js": PackageResources.request_detail_js,
    "request-edit.js": PackageResources.request_edit_js,
    "request-empty.js": PackageResources.request_empty_js,
    "request-fields.js": PackageResources.request_fields_js,
    "request-filter.js": PackageResources.request_filter_js,
    "request-head.js": PackageResources.request_head_js,
    "request-list.js": PackageResources.request_list_js,
    "request-parts.js": PackageResources.request_parts_js,
    "request-refusal.js": PackageResources.request_refusal_js,
    "request-row.js": PackageResources.request_row_js,
    "request-unknown.js": PackageResources.request_unknown_js,
    "requests.js": PackageResources.requests_js,
    "rule-detail.js": PackageResources.rule_detail_js,
    "rule-words.js": PackageResources.rule_words_js,
    "rules.js": PackageResources.rules_js,
    "sandbox-detail.js": PackageResources.sandbox_detail_js,
    "sandboxes.js": PackageResources.sandboxes_js,
    "scheme.js": PackageResources.scheme_js,
    "send.js": PackageResources.send_js,
    "sender.js": PackageResources.sender_js,
    "server.js": PackageResources.server_js,
    "settings.js": PackageResources.settings_js,
    "side.js": PackageResources.side_js,
    "sparkline.js": PackageResources.sparkline_js,
    "split.js": PackageResources.split_js,
    "states.js": PackageResources.states_js,
    "stream.js": PackageResources.stream_js,
    "table.js": PackageResources.table_js,
    "tabs.js": PackageResources.tabs_js,
    "text.js": PackageResources.text_js,
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
