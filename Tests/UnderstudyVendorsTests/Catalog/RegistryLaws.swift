import Testing
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The registry of vendors") struct RegistryLaws {
  /// The real vendors, and the one that uses every word of the language.
  private static let registry = Registry(Registry().vendors + [.synthetic])
  private static let surfaces = registry.surfaces

  @Test func `No two vendors, surfaces or collections share an id`() {
    let vendors = Self.registry.vendors
    #expect(Set(vendors.map(\.id)).count == vendors.count)
    #expect(Set(Self.surfaces.map(\.id)).count == Self.surfaces.count)
    let collections = vendors.flatMap(\.resources).map(\.id)
    #expect(Set(collections).count == collections.count)
    #expect(!Self.surfaces.isEmpty)
  }

  @Test func `Rules of two vendors never share an id`() {
    let ids = Self.registry.vendors.map { vendor in
      Set(
        vendor.surfaces.flatMap { surface in
          surface.guards.map(\.rule.id)
        })
    }
    #expect(ids.map(\.count).reduce(0, +) == Set(ids.joined()).count)
  }

  @Test("Endpoints belong to the vendor that lists them, at a host", arguments: registry.vendors.map(\.id))
  func vendor(_ id: String) throws {
    let vendor = try #require(Self.registry.vendors.first { $0.id == id })
    for surface in vendor.surfaces {
      #expect(surface.vendor == id && surface.host.wholeMatch(of: /[a-z0-9-]+(\.[a-z0-9-]+)+/) != nil)
      #expect(vendor.tables.contains { $0.name == surface.credential.table })
    }
    let hosts = Self.registry.vendors.filter { $0.id != id }.flatMap(\.surfaces).map(\.host)
    #expect(Set(hosts).isDisjoint(with: vendor.surfaces.map(\.host)))
  }

  @Test("A reference names a table and a member that its records must have", arguments: registry.vendors.map(\.id))
  func references(_ id: String) throws {
    let vendor = try #require(Self.registry.vendors.first { $0.id == id })
    let fields = (vendor.tables.map(\.record) + vendor.resources.map(\.record)).flatMap(\.fields)
    let references = fields.compactMap(\.reference)
    #expect(!references.isEmpty)
    for reference in references {
      let table = try #require(vendor.tables.first { $0.name == reference.table }, "\(reference.table)")
      let field = try #require(table.record[Name(reference.member ?? table.identity)])
      guard case (.string, .required) = (field.value.kind, field.seeding) else {
        Issue.record("\(table.name).\(field.name) may be missing")
        continue
      }
    }
  }

  @Test("Ids are of lower-case words", arguments: surfaces)
  func ids(_ surface: Surface) {
    for id in [surface.id, surface.namespace] + Self.registry.vendors.map(\.id) {
      #expect(id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(id)")
    }
  }

  @Test("Rule ids begin with their namespace, end with their kind, and are listed once", arguments: surfaces)
  func rules(_ surface: Surface) {
    let ids = surface.guards.map(\.rule.id)
    #expect(Set(ids).count == ids.count)
    for id in ids {
      let form = /([a-z0-9-]+)(\.[A-Za-z0-9_-]+(\[\])*)*\.[a-z]+(-[a-z]+)*/
      #expect([surface.namespace, surface.vendor].contains(id.wholeMatch(of: form)?.1.description), "\(id)")
    }
  }

  @Test("Rules have a sentence and a source", arguments: surfaces)
  func sentences(_ surface: Surface) {
    for rule in surface.rules {
      #expect(rule.summary.wholeMatch(of: /[`A-Z].*\./) != nil, "\(rule.id): \(rule.summary)")
      #expect(!rule.subject.isEmpty && !rule.source.place.isEmpty, "\(rule.id)")
      guard case .published(let address) = rule.source else { continue }
      #expect(Format.webURL.accepts(address), "\(rule.id): \(address)")
    }
    #expect(surface.document.hasPrefix("https://"))
  }

  @Test func `The list of all rules has each once, in the order of the surfaces`() {
    let listed = Self.registry.rules.map(\.rule.id)
    #expect(Set(listed) == Set(Self.surfaces.flatMap(\.rules).map(\.id)))
    #expect(Set(listed).count == listed.count)
    #expect(listed.starts(with: Self.surfaces.first?.rules.map(\.id) ?? []))
  }

  @Test func `No two routes collide`() {
    #expect(Self.registry.routeCollisions == [])
  }

  @Test func `A collision of routes is found`() throws {
    let vendor = try #require(Self.registry.vendors.first)
    let twin = Vendor(id: "v1", title: "Twin", tables: vendor.tables, surfaces: vendor.surfaces)
    let found = Registry([vendor, twin]).routeCollisions
    let (first, second) = (vendor.surfaces[0], vendor.surfaces[1])
    #expect(
      found == [first, second, first, second].flatMap { surface in
        surface.operations.map { "\(surface.id): its path \($0.path) begins as the prefix of a vendor does" }
      }
        + [first, second].flatMap { surface in
          surface.operations.map {
            "\(surface.id) and \(surface.id) both answer \($0.method) \($0.path) to the same credential"
          }
        }
    )
  }

  @Test("No request is for two endpoints", arguments: surfaces)
  func routes(_ surface: Surface) throws {
    let literals = Self.surfaces.flatMap { $0.updating.path.description.split(separator: "/") }.filter {
      !$0.hasPrefix("{")
    }
    for value in ["d8f2a229-2f5c-42ba-ac65-402f2c25fee2"] + literals {
      let target = surface.updating.path.description.replacing(/\{.*\}/, with: value)
      let path = try #require(RequestTarget(target))
      #expect(surface.updating.path.match(path)?.first == String(value))
      let matching = Self.surfaces.filter {
        $0.updating.method == surface.updating.method && $0.updating.path.match(path) != nil
      }
      #expect(matching.map(\.id) == [surface.id], "\(target)")
    }
  }

  @Test("Answers do not depend on the order in which agents are stored", arguments: surfaces)
  func answers(_ surface: Surface) {
    let fields = surface.resource.record.fields
    let (agent, reversed) = (Agent.of(fields), Agent.of(fields.reversed()))
    let (answer, other) = (
      surface.updating.success.answer.json(for: AgentResult(agent: agent)),
      surface.updating.success.answer.json(for: AgentResult(agent: reversed))
    )
    #expect(answer.description == other.description)
    #expect(agent.bytes != reversed.bytes)
  }

  @Test("Agents have an id and a time of their last update that requests cannot set", arguments: surfaces)
  func collection(_ surface: Surface) throws {
    let collection = surface.resource
    for name in [collection.identity, collection.updatedAt] {
      #expect(try !#require(collection.record[Name(name)]).isUpdatable, "\(name)")
    }
    let id = "D8F2A229-2f5c-42ba-ac65-402f2c25fee2"
    #expect(collection.canonicalID(collection.canonicalID(id)) == collection.canonicalID(id))
  }
}

/// Names tests with a surface as their argument, in all test modules.
extension Surface: CustomTestStringConvertible {
  /// The id of the surface.
  public var testDescription: String { id }
}

extension Surface {
  /// The operation that updates an agent; a law checks that it is the first.
  var updating: Operation { operations[0] }
}
