/// Why a vendor's response is missing.
package struct UpstreamFailure: Error, Sendable {
  package let kind: Kind
  package let host: String
  /// Details as a clause; empty if the kind says all.
  package let reason: String

  init(_ kind: Kind, _ host: String, _ reason: String = "") {
    self.kind = kind
    self.host = host
    self.reason = reason
  }

  /// The kinds, with the code that programs read.
  package enum Kind: String, Sendable, CaseIterable {
    case timeOut = "upstream-timeout"
    case hostNotFound = "upstream-host-not-found"
    case connectionRefused = "upstream-connection-refused"
    case unreachable = "upstream-unreachable"
    case addressRefused = "upstream-address-refused"
    case loop = "upstream-loop"
    case certificate = "upstream-certificate"
    case tls = "upstream-tls"
    case connectionClosed = "upstream-connection-closed"
    case responseTooLarge = "upstream-response-too-large"
    case invalidResponse = "upstream-invalid-response"
    case unsupportedRequest = "upstream-unsupported-request"
    case tooMany = "upstream-too-many"
    case ended = "upstream-ended"
    case failed = "upstream-failed"
  }

  package var code: String { kind.rawValue }

  package var title: String {
    switch kind {
    case .timeOut: "The vendor did not answer in time"
    case .hostNotFound: "The vendor's host was not found"
    case .connectionRefused: "The vendor's host refused the connection"
    case .unreachable: "The vendor's host cannot be reached"
    case .addressRefused: "The vendor's host has an address that is not public"
    case .loop: "The vendor's host leads back to this server"
    case .certificate: "The certificate of the vendor's host is not trusted"
    case .tls: "TLS with the vendor's host failed"
    case .connectionClosed: "The vendor closed the connection before the whole response"
    case .responseTooLarge: "The vendor's response is too large"
    case .invalidResponse: "The vendor's response is not HTTP"
    case .unsupportedRequest: "The request cannot be forwarded"
    case .tooMany: "Too many requests wait for the vendor"
    case .ended: "The transfer was ended"
    case .failed: "The request to the vendor failed"
    }
  }

  /// What failed at which host, and what to do.
  package var detail: String {
    let clause = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    return "\(host): \(clause.isEmpty ? "" : "\(clause); ")\(advice)"
  }

  private var advice: String {
    switch kind {
    case .timeOut: "whether the vendor carried the request out is unknown; try again later"
    case .hostNotFound: "check the network and the name server of this machine"
    case .connectionRefused, .unreachable:
      "check the network and the firewall of this machine, or the port of --upstream-allow; proxies of the "
        + "environment are not used"
    case .addressRefused:
      "only public addresses are connected to; check /etc/hosts, or allow a test host by --upstream-allow"
    case .loop: "remove the host from /etc/hosts, or name another address by --upstream-allow"
    case .certificate:
      "name the authority of a test host by --upstream-ca, or install the system's root certificates"
    case .tls: "check that the host speaks TLS on this port"
    case .connectionClosed: "whether the vendor carried the request out is unknown; try again later"
    case .responseTooLarge: "ask for less"
    case .invalidResponse: "check that the host is the vendor's"
    case .unsupportedRequest: "send a method that is a token, and a path"
    case .tooMany: "send fewer at once"
    case .ended: "whether the vendor carried the request out is unknown"
    case .failed: "try again later"
    }
  }
}
