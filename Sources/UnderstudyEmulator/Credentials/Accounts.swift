import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// The seeded accounts, by the credentials of requests.
struct Accounts: Sendable {
  private let surfaces: [Surface]
  /// The accounts of each surface.
  private let known: [ObjectIdentifier: Known]
  /// Every seeded token of every surface.
  private let seeded: Set<Name>

  /// The accounts of one surface. Two surfaces can read one table by different members.
  private final class Known: Sendable {
    let places: [TokenPlace]
    let secondary: Header?
    /// The first tokens in alphabetical order, to suggest one in place of an unknown token.
    let suggestions: [String]

    init(_ credential: Credential, _ records: [Members]) {
      places = credential.tokens.compactMap { place, member in
        Header(place).map { TokenPlace($0, records, member) }
      }
      secondary = credential.secondary.flatMap { Header($0.place) }
      suggestions = Array(Set(places.flatMap(\.accounts.keys)).map(\.text).sorted().prefix(Self.mostSuggestions))
    }

    var seededTokens: [Name] { places.flatMap(\.accounts.keys) }

    /// Bounds the work of a suggestion.
    private static let mostSuggestions = 1000
  }

  /// A place of the token, with the accounts by their tokens. A class, because each request iterates over the places.
  private final class TokenPlace: Sendable {
    let header: Header
    let accounts: [Name: Members]

    init(_ header: Header, _ records: [Members], _ member: String) {
      self.header = header
      let tokens = records.flatMap { record in (record[member]?.tokens ?? []).map { (Name($0), record) } }
      accounts = Dictionary(tokens) { _, last in last }
    }
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

    /// Returns the token that a request has in this place.
    func token(in fields: HeaderSection) -> String? { fields.value(of: name).flatMap(place.token) }
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
      let records = seeds.records[SeedSet.TableID(vendor: surface.vendor, table: credential.table)] ?? []
      let accounts = Known(credential, records)
      known[ObjectIdentifier(surface)] = accounts
      let secondary = credential.secondary.map { second in records.flatMap { $0[second.member]?.tokens ?? [] } }
      seeded.formUnion(accounts.seededTokens + (secondary ?? []).map { Name($0) })
    }
    self.surfaces = surfaces
    self.known = known
    self.seeded = seeded
  }

  /// Whether a token is a seeded value that may be shown, with or without the name of a sandbox after it.
  func isSeeded(_ token: String) -> Bool {
    seeded.contains(Name(token))
      || token.splitAtTilde.map { seeded.contains(Name($0.token)) && (try? SandboxName($0.suffix)) != nil } ?? false
  }

  /// Returns the caller of a request with this route.
  func caller(of request: Request, at route: Router.Match) throws(SandboxName.Invalid) -> Caller {
    switch route {
    case .operation(let surface, _, _), .otherMethod(let surface, _): try caller(of: request, to: surface)
    case .serverPage, .nothing: try callerOfAnySurface(request)
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
  func caller(of request: Request, to surface: Surface) throws(SandboxName.Invalid) -> Caller {
    guard let known = known[ObjectIdentifier(surface)] else { return Caller() }
    for place in known.places {
      guard let sent = place.header.token(in: request.fields) else { continue }
      var caller = Caller(token: sent)
      if let readings = place.header.place.readings(of: sent) {
        for reading in readings where caller.account == nil {
          try caller.identify(by: reading, among: place.accounts)
        }
      } else {
        try caller.identify(by: sent, among: place.accounts)
      }
      return try confirmed(caller, request, surface, known.secondary)
    }
    return Caller()
  }

  /// Returns the caller with the result of looking up the second token.
  private func confirmed(
    _ caller: Caller, _ request: Request, _ surface: Surface, _ header: Header?
  ) throws(SandboxName.Invalid) -> Caller {
    guard let secondary = surface.credential.secondary, let account = caller.account,
      let shown = header?.token(in: request.fields)
    else { return caller }
    var caller = caller
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
  private func callerOfAnySurface(_ request: Request) throws(SandboxName.Invalid) -> Caller {
    for surface in surfaces {
      let caller = try caller(of: request, to: surface)
      if caller.sandbox != nil { return caller }
    }
    return Caller()
  }

  /// Whether the request has a token in a place of the surface's credential.
  func hasToken(_ request: Request, for surface: Surface) -> Bool {
    known[ObjectIdentifier(surface)]?.places.contains { $0.header.token(in: request.fields) != nil } ?? false
  }

  /// Whether the request has a token in a place of the surface's credential, which is not one of these other surfaces'
  /// tokens in a wrong place.
  func hasToken(_ request: Request, for surface: Surface, notOf others: [Surface]) -> Bool {
    let places = known[ObjectIdentifier(surface)]?.places ?? []
    guard let token = places.lazy.compactMap({ $0.header.token(in: request.fields) }).first else { return false }
    let names = [token] + [token.splitAtTilde?.token].compactMap(\.self)
    return !others.contains { other in
      let places = known[ObjectIdentifier(other)]?.places ?? []
      return names.contains { name in places.contains { $0.accounts[Name(name)] != nil } }
    }
  }
}

extension Accounts.Caller {
  /// Returns the check of a credential that the caller fails, whether its rule is on or not; nil if there is none.
  func failedCheck(of credential: Credential) -> StandardCheck? {
    guard token != nil else { return .credentialSent }
    guard account != nil else { return .credentialKnown }
    guard credential.secondary != nil else { return nil }
    return switch secondary {
    case .known: nil
    case .unknown: .secondaryCredentialKnown
    case .notSent: .secondaryCredentialSent
    }
  }

  /// Looks a token up, with or without the name of a sandbox after it.
  fileprivate mutating func identify(
    by sent: String, among accounts: [Name: Members]
  ) throws(SandboxName.Invalid) {
    if let account = accounts[Name(sent)] {
      (token, self.account) = (sent, account)
    } else if let (token, suffix) = sent.splitAtTilde, let account = accounts[Name(token)] {
      self = Accounts.Caller(token: token, account: account, sandbox: try SandboxName(suffix))
    }
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
