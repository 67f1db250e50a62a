import ArgumentParser
import Understudy
import UnderstudyCertificates
import UnderstudyUpstream
import UnderstudyVendors

/// The options of forwarding to the vendors.
struct UpstreamOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Forward requests to the vendors with the client's own credential, and record the responses or compare them with "
        + "what this server would answer.",
      valueName: "mode"))
  var upstream: UpstreamSettings.Mode?
  @Option(
    help: ArgumentHelp(
      "Record forwarded requests in this HAR file, without credentials and secrets; required by --upstream record.",
      valueName: "file"))
  var recordTo: String?
  @Option(
    help: ArgumentHelp(
      "Let this host of a vendor have any address, or take all of them to be at this IP address; with a port or "
        + "without; repeatable.", valueName: "host"))
  var upstreamAllow: [String] = []
  @Option(
    name: .customLong("upstream-ca"),
    help: ArgumentHelp(
      "Verify the hosts of --upstream-allow by this PEM file (default: the system's roots).", valueName: "file"))
  var upstreamCA: String?

  func validate() throws {
    guard recordTo != "" else {
      throw ValidationError("--record-to is empty; name a file, or remove the option")
    }
    guard upstreamCA != "" else {
      throw ValidationError("--upstream-ca is empty; name a file, or remove the option")
    }
    _ = try destinations
  }

  /// The test hosts.
  private var destinations: UpstreamDestinations {
    get throws {
      guard !upstreamAllow.isEmpty else { return UpstreamDestinations() }
      let hosts = Registry().surfaces.flatMap(\.hosts)
      do throws(UpstreamDestinations.Invalid) {
        return try UpstreamDestinations(allowing: upstreamAllow, of: Set(hosts).sorted())
      } catch {
        throw ValidationError("--upstream-allow \(error)")
      }
    }
  }

  /// Checks the options that depend on each other.
  func checkCombinations() throws {
    let given = [
      ("--record-to", recordTo != nil), ("--upstream-allow", !upstreamAllow.isEmpty),
      ("--upstream-ca", upstreamCA != nil),
    ]
    for (option, isGiven) in given where isGiven && upstream == nil {
      throw ValidationError("\(option) has an effect with --upstream only; add --upstream, or remove \(option)")
    }
    guard upstream != .record || recordTo != nil else {
      throw ValidationError("--upstream record requires --record-to: name the file to record in")
    }
    guard let upstreamCA else { return }
    guard !upstreamAllow.isEmpty else {
      throw ValidationError(
        "--upstream-ca has an effect with --upstream-allow only; name the test host, or remove --upstream-ca")
    }
    do throws(CertificateFailure) {
      try TrustedCertificates.check(upstreamCA)
    } catch {
      throw ValidationError("--upstream-ca \(upstreamCA) cannot be used: \(error)")
    }
  }

  /// Nil if no request is forwarded.
  var settings: UpstreamSettings? {
    guard let upstream, let destinations = try? destinations else { return nil }
    var settings = UpstreamSettings(upstream)
    settings.recording = recordTo
    settings.destinations = destinations
    settings.certificates = upstreamCA
    return settings
  }
}

extension UpstreamSettings.Mode: ExpressibleByArgument {}
