import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// A credential of the seeds, and the account that it belongs to.
struct SeededCredential {
  let surface: Surface
  let place: Credential.Place
  let token: String
  let account: Members
  /// The member that identifies accounts.
  let identity: String

  /// Returns the credentials of a surface, in the order of the seeds.
  static func all(of surface: Surface, _ vendors: [Vendor], _ seeds: SeedSet) -> [SeededCredential] {
    let credential = surface.credential
    let vendor = vendors.first { $0.id == surface.vendor }
    let identity = vendor?.tables.first { $0.name == credential.table }?.identity ?? "id"
    let accounts = seeds.records[SeedSet.TableID(vendor: surface.vendor, table: credential.table)] ?? []
    return accounts.flatMap { account in
      credential.tokens.flatMap { place, member in
        (account[member]?.tokens ?? []).map {
          SeededCredential(surface: surface, place: place, token: $0, account: account, identity: identity)
        }
      }
    }
  }

  /// The header fields of a request that carries the credential, the second token included.
  var fields: [(name: String, value: String)] {
    let own = (name: place.headerName, value: place.value(of: token))
    guard let second = surface.credential.secondary, let token = account[second.member]?.tokens.first else {
      return [own]
    }
    return [own, (name: second.place.headerName, value: second.place.value(of: token))]
  }

  /// The header, the value, and the account as people know it.
  func document(_ relations: AccountRelations?) -> Members {
    var document: Members = [
      "header": .string(place.headerName), "value": .string(place.value(of: token)), "key": .string(token),
    ]
    let organization = (relations?.organization?.caller).flatMap { account[$0] }
    document["member"] = isNamedByToken(relations) ? .null : account[identity] ?? .null
    document["role"] = account["role"] ?? .null
    document["organization"] = organization ?? .null
    if let second = fields.dropFirst().first {
      document["secondary"] = ["header": .string(second.name), "value": .string(second.value)]
    }
    return document
  }

  /// Whether the account has no name but its token.
  private func isNamedByToken(_ relations: AccountRelations?) -> Bool {
    surface.credential.tokens.contains { $0.member == identity } && relations?.organization?.caller.text != identity
  }
}

extension Request {
  /// Returns the request as the owner of another credential would send it.
  func replacing(_ credential: Credential, by seeded: SeededCredential) -> Request {
    var request = self
    let places = credential.places + [credential.secondary?.place].compactMap(\.self)
    let names = Set(places.compactMap { HTTPField.Name($0.headerName) })
    var fields = HeaderSection(request.fields.filter { !names.contains($0.name) })
    for field in seeded.fields {
      if let name = HTTPField.Name(field.name) { fields.append(name, field.value) }
    }
    request.fields = fields
    return request
  }
}
