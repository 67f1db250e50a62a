import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// Using accounts in requests.
extension RecordedAccounts {
  /// Returns a request with the credential of the account that stands in for its caller.
  /// - Parameter status: the recorded status. If it refuses the credential, the request keeps an unknown one.
  func credentialed(_ request: Request, to surface: Surface, status: Int) -> Request {
    status == 401 ? stranger(request, to: surface) : known(request, to: surface)
  }

  /// Returns a request with an unknown credential in place of one that is not seeded.
  func stranger(_ request: Request, to surface: Surface) -> Request {
    guard key(of: request, to: surface) != nil, let sent = sent(in: request, to: surface) else { return request }
    var request = request
    request.fields[.of(sent.place)] = sent.place.value(of: "\(surface.vendor)-recorded-unknown")
    return hidingSecondary(of: request, to: surface)
  }

  /// Returns a request without a second token that is not seeded.
  private func hidingSecondary(of request: Request, to surface: Surface) -> Request {
    guard let second = surface.credential.secondary, secondary(of: request, to: surface) != nil else {
      return request
    }
    var request = request
    request.fields[.of(second.place)] = second.place.value(of: "\(surface.vendor)-recorded-unknown")
    return request
  }

  private func known(_ request: Request, to surface: Surface) -> Request {
    guard let key = key(of: request, to: surface) else { return hidingSecondary(of: request, to: surface) }
    guard let account = accounts[key] else { return stranger(request, to: surface) }
    guard let place = sent(in: request, to: surface)?.place ?? surface.credential.places.first else {
      return request
    }
    var request = request
    request.fields[.of(place)] = place.value(of: account.token)
    guard let second = surface.credential.secondary else { return request }
    if let token = account.secondary { request.fields[.of(second.place)] = second.place.value(of: token) }
    return request
  }

  /// Whether a request's caller has no account because there are too many.
  func lacksRoom(forCallerOf request: Request, to surface: Surface) -> Bool {
    accounts.count >= Self.maximumAccounts && (key(of: request, to: surface).map { accounts[$0] == nil } ?? false)
  }

  /// The account of a request's caller; nil if it is seeded or unknown.
  func account(of request: Request, to surface: Surface) -> Account? {
    key(of: request, to: surface).flatMap { accounts[$0] }
  }

  /// Returns the record of a request's caller; nil if it is unknown.
  func record(ofCaller request: Request, to surface: Surface) -> Members? {
    if let account = account(of: request, to: surface) { return records(of: account).first?.record }
    guard let sent = sent(in: request, to: surface) else { return nil }
    let table = SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)
    return seeds.records[table]?.first { $0[sent.member]?.tokens.contains(sent.token) ?? false }
  }

  /// The number of combinations of members that say what the account may do.
  func variants(of request: Request, to surface: Surface) -> Int {
    guard let account = account(of: request, to: surface) else { return 0 }
    return account.choices.reduce(1) { min($0 * $1.values.count, Self.maximumVariants) }
  }

  /// Chooses a combination of members that say what the account may do.
  mutating func use(variant: Int, of request: Request, to surface: Surface) {
    guard let key = key(of: request, to: surface) else { return }
    accounts[key]?.variant = variant
  }

  private static let maximumVariants = 32

  /// Nil if the credential is a seeded one.
  func key(of request: Request, to surface: Surface) -> Key? {
    guard let token = sent(in: request, to: surface)?.token else { return Key(surface: surface.id, token: nil) }
    let plain = token.split(separator: "~", maxSplits: 1).first.map(String.init) ?? token
    return seededTokens.contains(token) || seededTokens.contains(plain)
      ? nil : Key(surface: surface.id, token: token)
  }

  func sent(
    in request: Request, to surface: Surface
  ) -> (place: Credential.Place, member: String, token: String)? {
    surface.credential.tokens.lazy.compactMap { place, member in
      request.fields.value(of: .of(place)).flatMap(place.token).map { (place, member, $0) }
    }.first
  }

  func secondary(of request: Request, to surface: Surface) -> String? {
    guard let secondary = surface.credential.secondary,
      let token = request.fields.value(of: .of(secondary.place)).flatMap(secondary.place.token)
    else { return nil }
    return seededTokens.contains(token) ? nil : token
  }
}
