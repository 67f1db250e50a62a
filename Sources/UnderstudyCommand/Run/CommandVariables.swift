import UnderstudyCertificates
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyVendors

/// The environment of a command whose calls reach a server.
struct CommandVariables {
  private(set) var environment: ProcessEnvironment
  /// A sentence for each variable whose former value counts no longer.
  private(set) var warnings: [String] = []

  /// Those that add to the system's roots.
  private static let adding = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"]
  /// Those that replace them.
  private static let replacing = [
    "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO",
    "AWS_CA_BUNDLE",
  ]
  /// Those that take precedence over them for some clients, if they are set.
  private static let overriding = ["NIX_SSL_CERT_FILE", "HTTPLIB2_CA_CERTS"]
  private static let proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]
  private static let proxyExceptions = ["NO_PROXY", "no_proxy"]

  /// - Parameters:
  ///   - inherited: the environment of this process.
  ///   - trust: the files of the server's CA; nil if the certificate is the user's own, which clients must trust already.
  ///   - directory: the directory of files that contain the user's roots too.
  init(
    _ inherited: ProcessEnvironment, server: ServerAddress, trust: TrustedAuthority.Files?, others: ProxyPolicy,
    writingTo directory: String
  ) throws {
    environment = inherited
    let exceptions = ProxyExceptions(Self.proxyExceptions.compactMap { inherited[$0] }, host: server.host)
    setProxies(server, exceptions, others)
    environment["NODE_USE_ENV_PROXY"] = "1"
    for variable in Registry().vendors.flatMap(\.baseURLVariables) { environment[variable.name] = server.url }
    environment["UNDERSTUDY_URL"] = server.url
    environment["UNDERSTUDY_HTTPS_URL"] = server.httpsURL
    environment["UNDERSTUDY_CA"] = trust?.certificate
    environment["JAVA_TOOL_OPTIONS"] =
      JavaOptions(inherited["JAVA_TOOL_OPTIONS"], server: server, exceptions: exceptions, trust: trust).text
    guard let trust else { return }
    // Within another run, it is that run's.
    if inherited["UNDERSTUDY_CA"] == nil, inherited["JAVA_TOOL_OPTIONS"]?.contains(JavaOptions.trustStore) == true {
      warnings.append("JAVA_TOOL_OPTIONS had a trust store of its own, which counts no longer")
    }
    try setBundles(trust, directory)
  }

  private mutating func setProxies(_ server: ServerAddress, _ exceptions: ProxyExceptions, _ others: ProxyPolicy) {
    let former = Self.proxies.filter { !(environment[$0] ?? "").isEmpty }
    if others == .tunnelled, let name = former.first {
      warnings.append("\(name) was set: the tunnels of --proxy-others do not use that proxy")
    }
    for name in Self.proxies { environment[name] = server.url }
    for entry in exceptions.omitted {
      warnings.append(
        "NO_PROXY was set to \(entry), which is left out: calls to a vendor would not reach this server")
    }
    for name in Self.proxyExceptions { environment[name] = exceptions.list }
  }

  private mutating func setBundles(_ trust: TrustedAuthority.Files, _ directory: String) throws {
    var bundles = CombinedBundles(directory: directory)
    let replacing = Self.replacing + Self.overriding.filter { !(environment[$0] ?? "").isEmpty }
    let files = Self.adding.map { ($0, trust.certificate) } + replacing.map { ($0, trust.bundle) }
    for (name, file) in files {
      guard let former = environment[name], !former.isEmpty else {
        environment[name] = file
        continue
      }
      switch try bundles.combine(file, former) {
      case .success(let combined): environment[name] = combined
      case .failure(let error):
        warnings.append("\(name) was set to \(former), whose certificates are not trusted: \(error)")
        environment[name] = file
      }
    }
  }
}
