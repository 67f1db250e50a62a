import Foundation
import UnderstudyJSON

extension StubMapping {
  /// - Parameters:
  ///   - json: the mapping.
  ///   - id: the id from the path of a `PUT`, which overrides the document's; nil for that id, or a new one.
  /// - Throws: all errors in it.
  package init(reading json: JSON, id: String? = nil) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a mapping") { StubMapping(json, $0, id) }
  }

  private init(_ json: JSON, _ mapping: DocumentReader, _ pathID: String?) {
    let documentID = mapping.id()
    id = pathID?.lowercased() ?? documentID ?? UUID().uuidString.lowercased()
    name = mapping.string("name")
    priority = mapping.integer("priority", in: Int(Int32.min)...Int(Int32.max)) ?? Self.defaultPriority
    let own = mapping.stubExtension()
    (responseSource, times, probability, lifetime) = (own.responseSource, own.times, own.probability, own.lifetime)
    request =
      mapping.object("request", RequestPattern.subject) { reader in
        RequestPattern(mapping.value("request") ?? [:], reader)
      } ?? .any
    response =
      mapping.object("response", StubResponse.subject) { reader in
        own.rejectContent(in: reader)
        return StubResponse(mapping.value("response") ?? [:], reader)
      } ?? .empty
    scenario = Scenario(mapping)
    // Mappings are kept in memory, whatever its value is.
    _ = mapping.flag("persistent")
    mapping.rejectUnsupported([
      "postServeActions": "nothing is called after an answer",
      "serveEventListeners": "nothing is called after an answer", "insertionIndex": "leave it out",
    ])
    self.json = Self.rendering(
      json, id, request.json, responseSource == .mapping ? response.jsonWithStatus : response.json)
    bytes = self.json.bytes.count
  }

  /// Returns the mapping with its members in WireMock's order.
  private static func rendering(_ given: JSON, _ id: String, _ request: JSON, _ response: JSON) -> JSON {
    let given = given.withoutNulls.members ?? [:]
    var shown = Members()
    shown["id"] = .string(id)
    shown["name"] = given["name"]
    shown["request"] = request
    shown["response"] = response
    shown["uuid"] = .string(id)
    for member in given where shown[member.name] == nil { shown[member.name] = member.value }
    return .object(shown)
  }
}

extension StubResponse {
  /// The response with its status, also if that is the default.
  fileprivate var jsonWithStatus: JSON {
    var shown: Members = ["status": .number(Number(status))]
    for member in json.members ?? [:] { shown[member.name] = member.value }
    return .object(shown)
  }
}

extension DocumentReader {
  /// Reads `understudy`, in the mapping or in its metadata, where clients of WireMock can put it.
  fileprivate func stubExtension() -> StubExtension {
    let own = object("understudy", "`understudy`") { StubExtension($0) }
    let inMetadata =
      object("metadata", "`metadata`") { metadata in
        defer { metadata.acceptOtherMembers() }
        return metadata.object("understudy", "`understudy`") { StubExtension($0) }
      } ?? nil
    if own != nil, inMetadata != nil {
      addError("`understudy` stands in the mapping and in its metadata; leave one out", at: "metadata")
    }
    return own ?? inMetadata ?? StubExtension()
  }

  /// Reads `id` and its other name `uuid`. WireMock shows both, and its clients send both back.
  fileprivate func id() -> String? {
    let ids = ["id", "uuid"].compactMap { name -> String? in
      guard let text = string(name) else { return nil }
      if UUID(uuidString: text) == nil {
        addError("`\(name)` must be a UUID such as 8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e, or left out", at: name)
      }
      return text.lowercased()
    }
    if let first = ids.first, ids.contains(where: { $0 != first }) {
      addError("`uuid` is another name for `id`, but they differ; leave one out", at: "uuid")
    }
    return ids.first
  }
}

extension StubMapping.Scenario {
  fileprivate init?(_ mapping: DocumentReader) {
    let name = mapping.string("scenarioName")
    (requiredState, newState) = (mapping.string("requiredScenarioState"), mapping.string("newScenarioState"))
    guard let name else {
      for state in ["requiredScenarioState", "newScenarioState"] where mapping.has(state) {
        mapping.addError("`\(state)` needs `scenarioName`", at: state)
      }
      return nil
    }
    self.name = name
  }
}
