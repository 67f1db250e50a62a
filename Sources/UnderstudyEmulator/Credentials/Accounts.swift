import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// The seeded accounts, by the credentials of requests.
struct Accounts: Sendable {
  /// The accounts of each surface.
  private let known: [ObjectIdentifier: Known]
  /// Every seeded token of every surface.
  private let seeded: Set<Name>

  /// The accounts of one surface. Two surfaces can read one table by different members.
  private final class Known: Sendable {
    let credential: [Header]
    let secondary: [Header]
    let records: [Name: Members]
    /// The first tokens in alphabetical order, to suggest one in place of an unknown token.
    let suggestions: [String]

    init(_ credential: Credential, _ records: [Name: Members]) {
      self.credential = credential.places.compactMap(Header.init)
      secondary = [credential.secondary?.place].compactMap { $0.flatMap(Header.init) }
      self.records = records
      suggestions = Array(records.keys.map(\.text).sorted().prefix(Self.mostSuggestions))
    }

    /// Bounds the work of a suggestion.
    private static let mostSuggestions = 1000
  }

  /// A place of a token, with the header's name parsed once.
  private struct Header: Sendable {
    let name: HTTPField.Name
    let place: Credential.Place

    init?(_ place: Credential.Place) {
      guard let name = HTTPField.Name(place.headerName) else { return nil }
      self.name = name
      self.place = place
    }
  }

  /// The caller that a request's credentials identify, before any rule is checked.
  struct Caller {
    /// The token as it was sent, without the name of a sandbox after it.
    fileprivate(set) var token: String?
    /// The account of the token; nil if the token is unknown.
    fileprivate(set) var account: Members?
    fileprivate(set) var secondary = SecondaryStatus.notSent
    /// The sandbox that a token names.
    fileprivate(set) var sandbox: SandboxName?

    var seededToken: String? { account == nil ? nil : token }
  }

  /// The result of looking up the second token.
  enum SecondaryStatus { case notSent, known, unknown }

  init(_ seeds: SeedSet, surfaces: [Surface]) {
    var known: [ObjectIdentifier: Known] = [:]
    var seeded: Set<Name> = []
    for surface in surfaces {
      let credential = surface.credential
      var records: [Name: Members] = [:]
      for record in seeds.records[SeedSet.TableID(vendor: surface.vendor, table: credential.table)] ?? [] {
        let tokens = record[credential.member]?.tokens ?? []
        for token in tokens { records[Name(token)] = record }
        let others = credential.secondary.flatMap { record[$0.member] }?.tokens ?? []
        seeded.formUnion((tokens + others).map { Name($0) })
      }
      known[ObjectIdentifier(surface)] = Known(credential, records)
    }
    self.known = known
    self.seeded = seeded
  }

  /// Whether a token is a seeded value that may be shown, with or without the name of a sandbox after it.
  func isSeeded(_ token: String) -> Bool {
    seeded.contains(Name(token))
      || token.splitAtTilde.map { seeded.contains(Name($0.token)) && (try? SandboxName($0.suffix)) != nil } ?? false
  }

  /// Returns the caller of a request with this route.
  func caller(
    of request: Request, at route: Router.Match, surfaces: [Surface]
  ) throws(SandboxName.Invalid) -> Caller {
    switch route {
    case .operation(let surface, _, _), .otherMethod(let surface, _): try caller(of: request, to: surface)
    case .serverPage, .nothing: try caller(of: request, toAnyOf: surfaces)
    }
  }

  /// Returns a hint for an unknown token that has the form of a seeded one with the name of a sandbox; nil for any other.
  ///
  /// The hint has nothing of the token, which may be a secret.
  func hint(for caller: Caller, to surface: Surface) -> String? {
    guard caller.account == nil, let (token, suffix) = caller.token?.splitAtTilde,
      (try? SandboxName(suffix)) != nil
    else { return nil }
    let nearest = token.nearest(among: known[ObjectIdentifier(surface)]?.suggestions ?? [])
    return "the key before `~` is not seeded, so that the credential names no sandbox" + Suggestion.clause(nearest)
  }

  /// Returns the caller of a request.
  ///
  /// A seeded token is used as it is. Only if it is not seeded, a `~` in it separates a seeded token from the name of
  /// a sandbox.
  private func caller(of request: Request, to surface: Surface) throws(SandboxName.Invalid) -> Caller {
    guard let known = known[ObjectIdentifier(surface)],
      let sent = token(in: request.fields, at: known.credential)
    else { return Caller() }
    var caller = Caller(token: sent, account: known.records[Name(sent)])
    if caller.account == nil, let (token, suffix) = sent.splitAtTilde, let account = known.records[Name(token)] {
      caller = Caller(token: token, account: account, sandbox: try SandboxName(suffix))
    }
    guard let secondary = surface.credential.secondary, let account = caller.account,
      let shown = token(in: request.fields, at: known.secondary)
    else { return caller }
    let tokens = account[secondary.member]?.tokens ?? []
    caller.secondary = tokens.holds(shown) ? .known : .unknown
    if caller.secondary == .unknown, let (token, suffix) = shown.splitAtTilde, tokens.holds(token) {
      caller.secondary = .known
      let named = try SandboxName(suffix)
      caller.sandbox = caller.sandbox ?? named
    }
    return caller
  }

  /// Returns the caller of a request to an unknown path, whose credential may still name a sandbox.
  private func caller(of request: Request, toAnyOf surfaces: [Surface]) throws(SandboxName.Invalid) -> Caller {
    for surface in surfaces {
      let caller = try caller(of: request, to: surface)
      if caller.sandbox != nil { return caller }
    }
    return Caller()
  }

  /// Whether the request has a token in a place of the surface's credential.
  func hasToken(_ request: Request, for surface: Surface) -> Bool {
    token(in: request.fields, at: known[ObjectIdentifier(surface)]?.credential ?? []) != nil
  }

  /// Whether the request has a token in a place of the surface's credential, which is not one of these other surfaces'
  /// tokens in a wrong place.
  func hasToken(_ request: Request, for surface: Surface, notOf others: [Surface]) -> Bool {
    guard let token = token(in: request.fields, at: known[ObjectIdentifier(surface)]?.credential ?? []) else {
      return false
    }
    let names = [token] + [token.splitAtTilde?.token].compactMap(\.self)
    return !others.contains { other in
      names.contains { known[ObjectIdentifier(other)]?.records[Name($0)] != nil }
    }
  }

  private func token(in fields: HeaderSection, at headers: [Header]) -> String? {
    for header in headers {
      if let value = fields.value(of: header.name), let token = header.place.token(in: value) { return token }
    }
    return nil
  }
}

extension String {
  /// The parts before and after the last `~`.
  fileprivate var splitAtTilde: (token: String, suffix: Substring)? {
    guard let tilde = utf8.lastIndex(of: UInt8(ascii: "~")) else { return nil }
    return (String(self[..<tilde]), self[tilde...].dropFirst())
  }
}

extension [String] {
  fileprivate func holds(_ token: String) -> Bool { contains { $0.hasSameScalars(as: token) } }
}

extension JSON {
  /// One token or an array of tokens.
  fileprivate var tokens: [String] { array?.compactMap(\.string) ?? string.map { [$0] } ?? [] }
}
