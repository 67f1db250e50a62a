import UnderstudyTestSupport

/// A client with the vendors' https URLs in its code, and nothing about this server. `Tests/clients/https/callers` has them.
enum UnchangedClient: CaseIterable {
  case curl, requests, urllib, java, fetch

  private static let directory = "\(Repository.root)/Tests/clients/https/callers"

  /// The command that gives an agent of each of two vendors this name.
  func command(_ name: String) -> [String] { words + [name] }

  private var words: [String] {
    let python = ExternalProgram.python.path ?? "python3"
    return switch self {
    case .curl: ["\(Self.directory)/update.sh"]
    case .requests: [python, "\(Self.directory)/with_requests.py"]
    case .urllib: [python, "\(Self.directory)/with_urllib.py"]
    case .java: [ExternalProgram.java.path ?? "java", "\(Self.directory)/Update.java"]
    case .fetch: [ExternalProgram.recentNode.path ?? "node", "\(Self.directory)/update.mjs"]
    }
  }

  /// The variables by which all of them trust the authority of `--tls-dir`, and use no proxy.
  static func trusting(_ directory: String) -> [String: String] {
    let bundles = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"].map { ($0, "\(directory)/bundle.pem") }
    return Running.variables.merging(bundles) { $1 }.merging([
      "NODE_EXTRA_CA_CERTS": "\(directory)/ca.pem",
      "JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.trustStore=\(directory)/trust.p12 "
        + "-Djavax.net.ssl.trustStorePassword=changeit",
      "HTTPS_PROXY": "", "https_proxy": "", "ALL_PROXY": "", "all_proxy": "",
    ]) { $1 }
  }

  /// The same, with the server as the proxy.
  static func trusting(_ directory: String, proxy port: UInt16) -> [String: String] {
    let url = "http://127.0.0.1:\(port)"
    let variables = trusting(directory).merging(["HTTPS_PROXY": url, "https_proxy": url, "NODE_USE_ENV_PROXY": "1"])
    {
      $1
    }
    return variables.merging([
      "JAVA_TOOL_OPTIONS": "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=\(port)"
    ]) { "\($0) \($1)" }
  }
}
