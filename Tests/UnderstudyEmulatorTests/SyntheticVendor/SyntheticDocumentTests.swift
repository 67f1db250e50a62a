import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("Seeds and documents of the synthetic vendor") struct SyntheticDocumentTests {
  private static let registry = Registry([.synthetic])

  @Test func `An export of its seeds conforms to their schema, and is read as the same seeds`() throws {
    let seeds = try SeededRegistry.synthetic.get().seeds
    let agents = seeds.agents.map { (collection: $0.collection, record: $0.record) }
    let export = seeds.document(with: agents, of: [.synthetic])
    #expect(export.schemaError(against: SeedSchema.document(Self.registry)) == nil)
    let read = try SeedReader.read([.text(export.description, name: "export")], registry: Self.registry)
    #expect(read.records == seeds.records)
    #expect(read.agents.map(\.record.bytes) == seeds.agents.map(\.record.bytes))
  }

  @Test func `What no seed may hold is refused, with its place`() throws {
    let text = #"{"synthetic":{"things":[{"id":"x","seal":"secret"}],"voicez":[]},"centerfy":{}}"#
    let result = Result { () throws(SeedLoadingError) in
      try SeedReader.read([.text(text, name: "bad")], registry: Self.registry)
    }
    guard case .failure(.invalid(let errors)) = result else {
      Issue.record("the seeds were read")
      return
    }
    let found = Set(errors.map(\.pointer))
    #expect(found.isSuperset(of: ["/synthetic/things/0", "/synthetic/things/0/id", "/synthetic/things/0/seal"]))
    #expect(found.isSuperset(of: ["/synthetic/voicez", "/centerfy"]))
  }

  @Test func `Its OpenAPI document describes every operation with its rules, answer and parameters`() throws {
    let document = OpenAPIDocument(of: Self.registry, on: .init(version: "0")).json.members
    let paths = try #require(document?["paths"]?.members)
    for surface in Vendor.synthetic.surfaces {
      for operation in surface.operations {
        let path = try #require(paths["/synthetic\(operation.path)"]?.members, "\(operation.id)")
        let described = try #require(path[operation.method.lowercased()]?.members, "\(operation.id)")
        let rules = described["x-understudy-rules"]?.array?.compactMap { $0.members?["id"]?.string }
        #expect(rules == operation.guards.map(\.rule).filter { $0.activation != .always }.map(\.id))
        #expect((described["requestBody"] != nil) == (operation.body != nil))
        let success = described["responses"]?.members?["\(operation.success.status)"]?.members
        #expect(success != nil && (success?["content"] != nil) == operation.success.hasBody, "\(operation.id)")
        #expect((path["parameters"] != nil) == operation.path.hasParameters)
        #expect((described["parameters"] != nil) == (operation.listing?.paging != nil))
      }
    }
    #expect(
      paths.map(\.name).count == Set(Vendor.synthetic.surfaces.flatMap(\.operations).map(\.path.description)).count)
  }
}
