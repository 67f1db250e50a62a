/// Where a statement about a vendor comes from.
package enum Source: Sendable, Hashable {
  /// The vendor's page for the endpoint says so, under this heading.
  case documented(_ heading: String)
  /// Another public page of the same vendor says so, at this address.
  case published(_ address: String)
  /// No page says it: our choice, for this reason.
  case assumed(_ reason: String)

  /// `documented`, `published` or `assumed`.
  package var kind: String {
    switch self {
    case .documented: "documented"
    case .published: "published"
    case .assumed: "assumed"
    }
  }

  /// The heading, the address or the reason.
  package var place: String {
    switch self {
    case .documented(let place), .published(let place), .assumed(let place): place
    }
  }
}
