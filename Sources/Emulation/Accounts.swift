import HTTPTypes
import JSON
import MicroHTTP
import Schema
import Seeds
import Vendors

/// The seeded accounts, found by the credential that a request carries.
struct Accounts: Sendable {
  private let records: [Token: Members]
  /// Where each endpoint's tokens stand, by the endpoint's id, with header names parsed once.
  private let places: [String: Places]

  private struct Places: Sendable {
    let credential: [Header]
    let confirmation: [Header]
  }

  private struct Header: Sendable {
    let name: HTTPField.Name
    let place: Credential.Place

    init?(_ place: Credential.Place) {
      guard let name = HTTPField.Name(place.headerName) else { return nil }
      self.name = name
      self.place = place
    }
  }

  /// A token as one endpoint knows it: two endpoints may read one table by different members.
  private struct Token: Hashable {
    let endpoint: String
    /// Bytes, because strings are also equal when they are merely canonically equivalent.
    let value: [UInt8]

    init(endpoint: Endpoint, value: String) {
      self.endpoint = endpoint.id
      self.value = Array(value.utf8)
    }
  }

  /// Who sent a request.
  struct Sender {
    /// nil where the rule that would refuse is switched off: nothing is then asked of the sender.
    let account: Members?
    let token: String?
  }

  init(_ seeds: SeedSet, endpoints: [Endpoint]) {
    var records: [Token: Members] = [:]
    var places: [String: Places] = [:]
    for endpoint in endpoints {
      let credential = endpoint.credential
      places[endpoint.id] = Places(
        credential: credential.places.compactMap(Header.init),
        confirmation: [credential.confirmation?.place].compactMap { $0.flatMap(Header.init) })
      for record in seeds.records[SeedSet.TableID(vendor: endpoint.vendor, table: credential.table)] ?? [] {
        for value in record[credential.member]?.tokens ?? [] {
          records[Token(endpoint: endpoint, value: value)] = record
        }
      }
    }
    self.records = records
    self.places = places
  }

  /// Whose credential the request carries.
  func sender(of request: Request, to endpoint: Endpoint, _ switches: Switches) throws(Refusal) -> Sender {
    let (credential, places) = (endpoint.credential, places[endpoint.id])
    guard let token = token(in: request.fields, at: places?.credential) else {
      guard switches.isOn(endpoint.credentialRequiredRule) else { return Sender(account: nil, token: nil) }
      throw Refusal(
        rule: endpoint.credentialRequiredRule, reason: credential.required.refusal, saying: credential.demand)
    }
    guard let account = records[Token(endpoint: endpoint, value: token)] else {
      guard switches.isOn(endpoint.credentialKnownRule) else { return Sender(account: nil, token: token) }
      throw Refusal(
        rule: endpoint.credentialKnownRule, reason: credential.known.refusal,
        saying: "The credential in \(credential.nouns) is unknown")
    }
    if let confirmation = credential.confirmation {
      try check(self.token(in: request.fields, at: places?.confirmation), confirmation, account, endpoint, switches)
    }
    return Sender(account: account, token: token)
  }

  private func check(
    _ token: String?, _ confirmation: Credential.Confirmation, _ account: Members, _ endpoint: Endpoint,
    _ switches: Switches
  ) throws(Refusal) {
    let isKnown = token.map { token in
      account[confirmation.member]?.tokens.contains { $0.hasSameScalars(as: token) } ?? false
    }
    let (required, known) = (endpoint.requiredRule(of: confirmation), endpoint.knownRule(of: confirmation))
    if isKnown == nil, switches.isOn(required, byDefault: false) {
      throw Refusal(
        rule: required, reason: confirmation.required.refusal, saying: "\(confirmation.place.noun) must be sent too"
      )
    }
    if isKnown == false, switches.isOn(known) {
      throw Refusal(
        rule: known, reason: confirmation.known.refusal,
        saying: "The credential in \(confirmation.place.noun) is unknown")
    }
  }

  /// Whether the request has a token where the endpoint looks for one.
  func hasToken(_ request: Request, for endpoint: Endpoint) -> Bool {
    token(in: request.fields, at: places[endpoint.id]?.credential) != nil
  }

  private func token(in fields: HTTPFields, at headers: [Header]?) -> String? {
    for header in headers ?? [] {
      if let value = fields.value(of: header.name), let token = header.place.token(in: value) { return token }
    }
    return nil
  }
}

extension JSON {
  /// One token, or several.
  fileprivate var tokens: [String] { array?.compactMap(\.string) ?? string.map { [$0] } ?? [] }
}

extension HTTPFields {
  /// What the subscript by name gives, without its machinery for the usual case of one such field.
  func value(of name: HTTPField.Name) -> String? {
    var value: String?
    for field in self where field.name == name {
      if value != nil { return self[name] }
      value = field.value
    }
    return value
  }
}
