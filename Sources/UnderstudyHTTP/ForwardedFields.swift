import HTTPTypes

/// The fields of a message that a proxy passes on (RFC 9110, 7.6.1).
extension HeaderSection {
  /// The fields of a request for a vendor: without those of the connection, those that the next connection has anew, and
  /// those for this server. `Accept-Encoding` is missing, so that bodies come as they are.
  package var forFurtherServer: HeaderSection {
    forwarded(without: ["host", "content-length", "expect", "accept-encoding"])
  }

  /// The fields of a vendor's response for the client. `Alt-Svc` is missing, which would lead clients past this server.
  package var forClient: HeaderSection { forwarded(without: ["content-length", "alt-svc", "matched-stub-id"]) }

  /// Those of a connection, whether or not `Connection` names them.
  private static let ofConnection: Set<String> = [
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  private func forwarded(without names: Set<String>) -> HeaderSection {
    let named = values(of: .connection).flatMap { $0.split(separator: ",") }
      .map { $0.trimmed(of: " \t").lowercased() }
    let removed = names.union(Self.ofConnection).union(named)
    return HeaderSection(
      filter { field in
        let name = field.name.canonicalName
        return !removed.contains(name) && !name.hasPrefix("x-understudy-")
      })
  }
}

extension Substring {
  fileprivate func trimmed(of characters: String) -> Substring {
    var text = drop(while: characters.contains)
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return text
  }
}
