import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

/// WireMock's calls that name mappings in the body, by themselves or by their metadata.
extension AdminRequest {
  /// `POST /mappings/edit`: like `PUT`, with the id in the mapping.
  func editMapping() throws(AdminError) -> Response {
    let mapping = try givenMapping()
    try keep(mapping)
    return .done
  }

  /// `POST /mappings/remove`
  func removeGivenMapping() throws(AdminError) -> Response {
    let id = try givenMapping().id
    sandbox.withStubs { $0.removeAll { $0.id == id } }
    return .done
  }

  /// A mapping with the id of one that is there.
  private func givenMapping() throws(AdminError) -> StubMapping {
    let mapping = try body { json throws(DocumentErrors) in try StubMapping(reading: json) }
    guard sandbox.withStubs(\.active).contains(where: { $0.id == mapping.id }) else {
      throw .unknown(
        "mapping", mapping.id, hint: "`id` must be that of one which GET \(ControlPlane.prefix)/mappings lists")
    }
    return mapping
  }

  private func metadataPattern() throws(AdminError) -> MetadataPattern {
    try body { json throws(DocumentErrors) in try MetadataPattern(reading: json) }
  }

  private func foundMappings() throws(AdminError) -> [StubMapping] {
    let pattern = try metadataPattern()
    let found = sandbox.withStubs(\.active).filter { pattern.matches($0, within: budget) }
    try checkBudget()
    return found
  }

  func findMappings() throws(AdminError) -> Response {
    let found = try foundMappings()
    return Response(
      status: 200,
      json: ["mappings": .array(found.map(\.json)), "meta": ["total": .number(Number(found.count))]])
  }

  func removeFoundMappings() throws(AdminError) -> Response {
    let found = Set(try foundMappings().map(\.id))
    sandbox.withStubs { $0.removeAll { found.contains($0.id) } }
    return .done
  }

  /// The requests on which such a mapping acted.
  func removeRequestsByMapping() throws(AdminError) -> Response {
    let pattern = try metadataPattern()
    let answered = Set(
      entries.filter { $0.stub.map { pattern.matches($0, within: budget) } ?? false }.map(\.id))
    try checkBudget()
    let removed = journal.removeEntries(of: sandbox.generation) { answered.contains($0.id) }
    return Response(status: 200, json: ["serveEvents": .array(removed.map { ServeEvent(entry: $0).json })])
  }
}
