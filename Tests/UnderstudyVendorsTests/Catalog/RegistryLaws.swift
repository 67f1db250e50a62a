import Testing
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

@Suite("The registry of vendors") struct RegistryLaws {
  private static let registry = Registry()
  private static let endpoints = registry.endpoints

  @Test func `No two vendors, endpoints or collections share an id`() {
    let vendors = Self.registry.vendors
    #expect(Set(vendors.map(\.id)).count == vendors.count)
    #expect(Set(Self.endpoints.map(\.id)).count == Self.endpoints.count)
    let collections = vendors.flatMap(\.collections).map(\.id)
    #expect(Set(collections).count == collections.count)
    #expect(!Self.endpoints.isEmpty)
  }

  @Test func `Rules of two vendors never share an id`() {
    let ids = Self.registry.vendors.map { vendor in
      Set(
        vendor.endpoints.flatMap { endpoint in
          endpoint.rules.map(\.id) + Endpoint.AlwaysOn.allCases.map(endpoint.id)
        })
    }
    #expect(ids.map(\.count).reduce(0, +) == Set(ids.joined()).count)
  }

  @Test("Endpoints belong to the vendor that lists them, at a host", arguments: registry.vendors.map(\.id))
  func vendor(_ id: String) throws {
    let vendor = try #require(Self.registry.vendors.first { $0.id == id })
    for endpoint in vendor.endpoints {
      #expect(endpoint.vendor == id && endpoint.host.wholeMatch(of: /[a-z0-9-]+(\.[a-z0-9-]+)+/) != nil)
      #expect(vendor.tables.contains { $0.name == endpoint.credential.table })
    }
    let hosts = Self.registry.vendors.filter { $0.id != id }.flatMap(\.endpoints).map(\.host)
    #expect(Set(hosts).isDisjoint(with: vendor.endpoints.map(\.host)))
  }

  @Test("Ids are of lower-case words", arguments: endpoints)
  func ids(_ endpoint: Endpoint) {
    for id in [endpoint.id, endpoint.namespace] + Self.registry.vendors.map(\.id) {
      #expect(id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(id)")
    }
  }

  @Test("Rule ids begin with their namespace, end with their kind, and are listed once", arguments: endpoints)
  func rules(_ endpoint: Endpoint) {
    let ids = endpoint.rules.map(\.id) + Endpoint.AlwaysOn.allCases.map(endpoint.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      let form = /([a-z0-9-]+)(\.[A-Za-z0-9_-]+(\[\])*)*\.[a-z]+(-[a-z]+)*/
      #expect([endpoint.namespace, endpoint.vendor].contains(id.wholeMatch(of: form)?.1.description), "\(id)")
    }
  }

  @Test("Rules say in a sentence what they demand, and where that is written", arguments: endpoints)
  func sentences(_ endpoint: Endpoint) {
    for rule in endpoint.rules {
      #expect(rule.sentence.wholeMatch(of: /[`A-Z].*\./) != nil, "\(rule.id): \(rule.sentence)")
      #expect(!rule.subject.isEmpty && !rule.source.place.isEmpty, "\(rule.id)")
      guard case .published(let address) = rule.source else { continue }
      #expect(Format.webURL.accepts(address), "\(rule.id): \(address)")
    }
    #expect(endpoint.document.hasPrefix("https://"))
  }

  @Test func `The list of all rules has each once, in the order of the endpoints`() {
    let listed = Self.registry.rules.map(\.rule.id)
    #expect(Set(listed) == Set(Self.endpoints.flatMap(\.rules).map(\.id)))
    #expect(Set(listed).count == listed.count)
    #expect(listed.starts(with: Self.endpoints.first?.rules.map(\.id) ?? []))
  }

  @Test func `No two routes collide`() {
    #expect(Self.registry.routeCollisions == [])
  }

  @Test func `A collision of routes is found`() throws {
    let vendor = try #require(Self.registry.vendors.first)
    let twin = Vendor(id: "v1", title: "Twin", tables: vendor.tables, endpoints: vendor.endpoints)
    let found = Registry([vendor, twin]).routeCollisions
    let (first, second) = (vendor.endpoints[0], vendor.endpoints[1])
    #expect(
      found == [first, second, first, second].flatMap { endpoint in
        endpoint.routes.map { "\(endpoint.id): its path \($0.path) begins as the prefix of a vendor does" }
      }
        + [first, second].flatMap { endpoint in
          endpoint.routes.map {
            "\(endpoint.id) and \(endpoint.id) both answer \($0.method) \($0.path) to the same credential"
          }
        }
    )
  }

  @Test("No request is for two endpoints", arguments: endpoints)
  func routes(_ endpoint: Endpoint) throws {
    let literals = Self.endpoints.flatMap { $0.path.description.split(separator: "/") }.filter {
      !$0.hasPrefix("{")
    }
    for value in ["d8f2a229-2f5c-42ba-ac65-402f2c25fee2"] + literals {
      let target = endpoint.path.description.replacing(/\{.*\}/, with: value)
      let path = try #require(RequestPath(target: target))
      #expect(endpoint.path.match(path) == String(value))
      let matching = Self.endpoints.filter { $0.method == endpoint.method && $0.path.match(path) != nil }
      #expect(matching.map(\.id) == [endpoint.id], "\(target)")
    }
  }

  @Test("Answers do not depend on the order in which agents are stored", arguments: endpoints)
  func answers(_ endpoint: Endpoint) {
    let fields = endpoint.collection.record.fields
    let (agent, reversed) = (Agent.of(fields), Agent.of(fields.reversed()))
    let (answer, other) = (endpoint.answer(Saved(agent: agent)), endpoint.answer(Saved(agent: reversed)))
    #expect(answer.description == other.description)
    #expect(agent.bytes != reversed.bytes)
  }

  @Test("Agents have an id and a time of their last update that requests cannot set", arguments: endpoints)
  func collection(_ endpoint: Endpoint) throws {
    let collection = endpoint.collection
    for name in [collection.identity, collection.updatedAt] {
      #expect(try !#require(collection.record[Name(name)]).isUpdatable, "\(name)")
    }
    let id = "D8F2A229-2f5c-42ba-ac65-402f2c25fee2"
    #expect(collection.canonicalID(collection.canonicalID(id)) == collection.canonicalID(id))
  }
}

/// Tests with an endpoint as their argument are told apart by it, in all test modules.
extension Endpoint: CustomTestStringConvertible {
  /// The id.
  public var testDescription: String { id }
}
