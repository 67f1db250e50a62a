import HTTPTypes
import JSON
import MicroHTTP
import Schema
import Seeds
import Vendors

/// The seeded accounts, found by the credential that a request carries.
struct Accounts: Sendable {
  private let records: [Token: Members]

  /// A token as one endpoint knows it: two endpoints may read one table by different members.
  private struct Token: Hashable {
    let endpoint: String
    let value: String
  }

  init(_ seeds: SeedSet, vendors: [Vendor]) {
    var records: [Token: Members] = [:]
    for vendor in vendors {
      for endpoint in vendor.endpoints {
        let table = SeedSet.TableID(vendor: vendor.id, table: endpoint.credential.table)
        for record in seeds.records[table] ?? [] {
          for value in record[endpoint.credential.member]?.tokens ?? [] {
            records[Token(endpoint: endpoint.id, value: value)] = record
          }
        }
      }
    }
    self.records = records
  }

  /// The account whose credential the request carries.
  /// - Returns: nil where the rule that would refuse is switched off: nothing is then asked of the sender.
  func account(
    of request: Request, for endpoint: Endpoint, _ switches: Switches
  ) throws(Refusal) -> Members? {
    let credential = endpoint.credential
    guard let token = credential.token(in: request.fields) else {
      guard switches.isOn(endpoint.credentialRequiredRule) else { return nil }
      throw Refusal(rule: endpoint.credentialRequiredRule, reason: credential.required.refusal)
    }
    if let record = records[Token(endpoint: endpoint.id, value: token)] { return record }
    guard switches.isOn(endpoint.credentialKnownRule) else { return nil }
    throw Refusal(rule: endpoint.credentialKnownRule, reason: credential.known.refusal)
  }
}

extension Credential {
  fileprivate func token(in fields: HTTPFields) -> String? {
    for place in places {
      guard let name = HTTPField.Name(place.headerName), let value = fields[name] else { continue }
      if let token = place.token(in: value) { return token }
    }
    return nil
  }
}

extension JSON {
  /// One token, or several.
  fileprivate var tokens: [String] { array?.compactMap(\.string) ?? string.map { [$0] } ?? [] }
}
