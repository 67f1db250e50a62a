import Foundation
import UnderstudyJSON

/// WireMock's stub mapping, with extensions in the member `understudy`.
package struct StubMapping: Sendable, Identifiable {
  /// A UUID, in lower case.
  package let id: String
  package let name: String?
  /// Of all mappings that match, the one with the smallest number is applied; of several, the newest. By default 5.
  package let priority: Int
  package let request: RequestPattern
  /// The mapping's own response, and delays and faults for a response from any source.
  package let response: StubResponse
  package let responseSource: ResponseSource
  package let scenario: Scenario?
  /// Nil if only the pattern says which requests the mapping is for.
  package let scope: StubScope?
  /// How many times the mapping is applied before it is removed; nil for any number.
  package let times: Int?
  /// How probably the mapping is applied; nil for always.
  package let probability: SeededProbability?
  /// The time from its creation to its removal; nil for no limit.
  package let lifetime: Duration?
  /// The mapping as WireMock shows it.
  package let json: JSON
  /// The size of its JSON text.
  package let bytes: Int

  /// The source of the response.
  package enum ResponseSource: Sendable, Equatable {
    /// The mapping's own response.
    case mapping
    /// The emulated vendor.
    case emulation
    /// The vendor's error with this status.
    case vendorError(Int)
  }

  /// The part of a mapping in one of WireMock's scenarios, a state machine that several mappings share.
  package struct Scenario: Sendable, Equatable {
    package let name: String
    /// The state in which the mapping is applied; nil for any. The first state is ``started``.
    package let requiredState: String?
    /// The state after the mapping was applied; nil for the same.
    package let newState: String?

    package static let started = "Started"
  }

  /// - Parameter id: the id from the path of a `PUT`, which overrides the document's; nil for that id, or a new one.
  /// - Throws: all errors in the mapping.
  package init(reading json: JSON, id: String? = nil) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a mapping") { StubMapping(json, $0, id) }
  }

  init(_ json: JSON, _ mapping: DocumentReader, _ pathID: String?) {
    let documentID = mapping.id()
    id = pathID?.lowercased() ?? documentID ?? UUID().uuidString.lowercased()
    name = mapping.string("name")
    priority = mapping.integer("priority", in: Int(Int32.min)...Int(Int32.max)) ?? 5
    let own = mapping.stubExtension()
    (responseSource, times, probability, lifetime) = (own.responseSource, own.times, own.probability, own.lifetime)
    scope = own.scope
    request =
      mapping.object("request", RequestPattern.subject) { RequestPattern(mapping.value("request") ?? [:], $0) }
      ?? .any
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
    // The mapping with its members in WireMock's order, and the status also if it is the default.
    let given = StubStatus.removed(from: json.withoutNulls.members ?? [:])
    var shownResponse: Members = responseSource == .mapping ? ["status": .number(Number(response.status))] : [:]
    for member in response.json.members ?? [:] { shownResponse[member.name] = member.value }
    var shown: Members = ["id": .string(id)]
    shown["name"] = given["name"]
    shown["request"] = request.json
    shown["response"] = .object(shownResponse)
    shown["uuid"] = .string(id)
    for member in given where shown[member.name] == nil { shown[member.name] = member.value }
    self.json = .object(shown)
    bytes = self.json.bytes.count
  }
}

extension DocumentReader {
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

  /// Reads `understudy`, in the mapping or in its metadata, where clients of WireMock can put it.
  fileprivate func stubExtension() -> StubExtension {
    let own = object("understudy", "`understudy`") { StubExtension($0) }
    let inMetadata = object("metadata", "`metadata`") { metadata in
      defer { metadata.acceptOtherMembers() }
      return metadata.object("understudy", "`understudy`") { StubExtension($0) }
    }
    if own != nil, inMetadata != nil {
      addError("`understudy` stands in the mapping and in its metadata; leave one out", at: "metadata")
    }
    return own ?? inMetadata ?? StubExtension()
  }
}

/// The member `understudy` of a mapping.
private struct StubExtension {
  var responseSource = StubMapping.ResponseSource.mapping
  var times: Int?
  var probability: SeededProbability?
  var lifetime: Duration?
  var scope: StubScope?

  init() {}

  init(_ reader: DocumentReader) {
    let (emulates, error) = (reader.flag("emulate"), reader.integer("error", in: 400...599))
    if emulates { responseSource = .emulation }
    if let error { responseSource = .vendorError(error) }
    if emulates, reader.has("error") {
      reader.addError("`error` cannot stand beside `emulate`, which answers as the vendor would", at: "error")
    }
    scope = StubScope(reader)
    for name in StubStatus.members { _ = reader.given(name) }
    times = reader.integer("times", in: 1...Int.max)
    lifetime = reader.milliseconds("ttlMilliseconds", from: 1)
    let share = reader.number("probability", in: 0...1)
    let seed = reader.integer("seed", in: Int.min...Int.max)
    if let share {
      let seed = seed.map { UInt64(bitPattern: Int64($0)) } ?? .random(in: 0 ... .max)
      probability = SeededProbability(probability: share, seed: seed)
    } else if reader.has("seed"), !reader.has("probability") {
      reader.addError("`seed` needs `probability`", at: "seed")
    }
  }

  /// Adds an error for each member that sets the content of a response that comes from the vendor.
  func rejectContent(in response: DocumentReader) {
    guard responseSource != .mapping else { return }
    let word = responseSource == .emulation ? "emulate" : "error"
    for name in ["status", "headers", "body", "jsonBody", "base64Body"] where response.has(name) {
      response.addError(
        "`\(name)` cannot stand beside `understudy.\(word)`, with which the vendor's answer is sent", at: name)
    }
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
