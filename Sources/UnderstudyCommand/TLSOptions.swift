import ArgumentParser
import Understudy
import UnderstudyPlatform
import UnderstudyServer

/// The options of TLS and of proxying.
struct TLSOptions: ParsableArguments {
  @Flag(help: "Speak HTTPS and CONNECT on the same port too, for unchanged clients; `run` always does.")
  var tls = false
  @Option(
    help: ArgumentHelp(
      "Keep the CA and the files that trust it in this directory across restarts.",
      valueName: "dir"))
  var tlsDir: String?
  @Option(
    help: ArgumentHelp(
      "Have certificates for this host name or IP address too, besides the vendors' hosts and loopback; repeatable.",
      valueName: "name"))
  var tlsName: [String] = []
  @Option(
    help: ArgumentHelp(
      "Use this certificate instead, a PEM file with its chain; with --tls-key.", valueName: "file"))
  var tlsCert: String?
  @Option(help: ArgumentHelp("The private key of --tls-cert, a PEM file.", valueName: "file"))
  var tlsKey: String?
  @Option(
    help: ArgumentHelp(
      "Refuse CONNECT to hosts of others, or tunnel it to them unread, but never to loopback, link-local or metadata "
        + "addresses (default: refuse).",
      valueName: "action"))
  var proxyOthers: ProxyPolicy?

  func validate() throws {
    for (option, value) in [("--tls-dir", tlsDir), ("--tls-cert", tlsCert), ("--tls-key", tlsKey)] where value == ""
    {
      throw ValidationError(
        "\(option) is empty; name a \(option == "--tls-dir" ? "directory" : "file"), or remove the option")
    }
    for name in tlsName where !HostName.isValid(name) && !IPAddress.isValid(name) {
      throw ValidationError(
        "--tls-name \"\(name)\" is not a host name or an IP address: expected a name in ASCII without a port, such as "
          + "mock.internal; there are no wildcards")
    }
  }

  /// Whether the certificate is the user's own.
  var hasOwnCertificate: Bool { tlsCert != nil || tlsKey != nil }

  /// Checks the options that depend on each other.
  func checkCombinations() throws {
    guard hasOwnCertificate else { return }
    guard let tlsCert, let tlsKey else {
      let (given, missing) = tlsKey == nil ? ("--tls-cert", "--tls-key") : ("--tls-key", "--tls-cert")
      throw ValidationError("\(given) requires \(missing): name both files, the certificate and its private key")
    }
    guard tlsDir == nil else {
      throw ValidationError("--tls-cert and --tls-dir exclude each other: a certificate of your own needs no CA")
    }
    for (option, path) in [("--tls-cert", tlsCert), ("--tls-key", tlsKey)] {
      do throws(SystemError) {
        _ = try FileContents.read(path, upTo: 1_048_576)
      } catch {
        throw ValidationError("\(option) \(path) cannot be read: \(error)")
      }
    }
  }

  /// Checks that no option is given that has an effect with TLS only.
  func checkUnused() throws {
    let given = [
      ("--tls-dir", tlsDir != nil), ("--tls-name", !tlsName.isEmpty), ("--tls-cert", tlsCert != nil),
      ("--tls-key", tlsKey != nil), ("--proxy-others", proxyOthers != nil),
    ]
    for (option, isGiven) in given where isGiven {
      throw ValidationError("\(option) has an effect with --tls only; add --tls, or remove \(option)")
    }
  }

  /// Returns the settings of TLS.
  /// - Parameters:
  ///   - host: the host that the server listens on.
  ///   - directory: the directory of the CA if the options name none; nil for memory.
  func settings(host: String, directory: String? = nil) -> TLSSettings {
    var settings = TLSSettings()
    // Clients reach the server by the host it listens on, unless that means all addresses.
    let isName = HostName.isValid(host) || IPAddress.isValid(host)
    settings.names = tlsName + (isName && !["0.0.0.0", "::"].contains(host) ? [host] : [])
    if let tlsCert, let tlsKey {
      settings.certificates = .files(certificate: tlsCert, key: tlsKey)
    } else if let directory = tlsDir ?? directory {
      settings.certificates = .directory(directory)
    }
    if let proxyOthers { settings.otherHosts = proxyOthers }
    return settings
  }
}

extension ProxyPolicy: ExpressibleByArgument {}
