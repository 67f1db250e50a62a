import HTTPTypes
import JSON
import MicroHTTP
import Schema
import Seeds
import Vendors

/// The seeded accounts, found by the credential that a request carries.
struct Accounts: Sendable {
  private let records: [Token: Members]
  /// The places of each endpoint's credential, by the endpoint's id, with header names parsed once.
  private let places: [String: [(name: HTTPField.Name, place: Credential.Place)]]

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

  init(_ seeds: SeedSet, vendors: [Vendor]) {
    var records: [Token: Members] = [:]
    var places: [String: [(name: HTTPField.Name, place: Credential.Place)]] = [:]
    for vendor in vendors {
      for endpoint in vendor.endpoints {
        places[endpoint.id] = endpoint.credential.places.compactMap { place in
          HTTPField.Name(place.headerName).map { ($0, place) }
        }
        let table = SeedSet.TableID(vendor: vendor.id, table: endpoint.credential.table)
        for record in seeds.records[table] ?? [] {
          for value in record[endpoint.credential.member]?.tokens ?? [] {
            records[Token(endpoint: endpoint, value: value)] = record
          }
        }
      }
    }
    self.records = records
    self.places = places
  }

  /// The account whose credential the request carries.
  /// - Returns: nil where the rule that would refuse is switched off: nothing is then asked of the sender.
  func account(
    of request: Request, for endpoint: Endpoint, _ switches: Switches
  ) throws(Refusal) -> Members? {
    let credential = endpoint.credential
    guard let token = token(in: request.fields, for: endpoint) else {
      guard switches.isOn(endpoint.credentialRequiredRule) else { return nil }
      throw Refusal(rule: endpoint.credentialRequiredRule, reason: credential.required.refusal)
    }
    if let record = records[Token(endpoint: endpoint, value: token)] { return record }
    guard switches.isOn(endpoint.credentialKnownRule) else { return nil }
    throw Refusal(rule: endpoint.credentialKnownRule, reason: credential.known.refusal)
  }

  private func token(in fields: HTTPFields, for endpoint: Endpoint) -> String? {
    for (name, place) in places[endpoint.id] ?? [] {
      if let value = fields.value(of: name), let token = place.token(in: value) { return token }
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
