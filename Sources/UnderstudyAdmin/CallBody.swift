import UnderstudyJSON

/// What a call is given in its body, as its OpenAPI document says it.
enum AdminBody: String, Sendable, CaseIterable {
  case requestPattern = "RequestPattern"
  case mapping = "Mapping"
  case metadataPattern = "MetadataPattern"
  case loggedRequest = "LoggedRequest"
  case query = "Question"
  case settings = "Settings"
  case clock = "ClockChange"
  case ruleSwitch = "RuleSwitch"
  case scenarioState = "ScenarioState"
  case agent = "Agent"

  static let schemas = JSON.object(allCases.reduce(into: Members()) { $0[$1.rawValue] = .object($1.schema) })

  var reference: JSON { ["$ref": .string("#/components/schemas/\(rawValue)")] }

  private var schema: Members {
    var schema: Members = ["type": "object", "description": .string(summary)]
    let members = members
    if !members.isEmpty { schema["properties"] = .object(members) }
    schema["example"] = example
    return schema
  }

  private var summary: String {
    switch self {
    case .requestPattern: "WireMock's request pattern; `{}` fits every request"
    case .mapping: "WireMock's stub mapping, and ours under `understudy`, there or in `metadata`"
    case .metadataPattern: "A matcher of a mapping's `metadata`"
    case .loggedRequest: "A request as the journal writes it"
    case .query: "`request`, `effect` or both, and how many there are to be: at least 1 where nothing is said"
    case .settings: "Delays of every answer of the sandbox"
    case .clock: "What is to change"
    case .ruleSwitch: "Whether the rule is on in this sandbox"
    case .scenarioState: "Without `state`: the first one"
    case .agent: "A whole record, as a seed file has it; its id may be left to the path"
    }
  }

  private var members: Members {
    switch self {
    case .requestPattern:
      [
        "method": Self.string, "url": Self.string, "urlPattern": Self.string, "urlPath": Self.string,
        "urlPathPattern": Self.string, "headers": Self.object, "queryParameters": Self.object,
        "bodyPatterns": ["type": "array", "items": Self.object],
      ]
    case .mapping:
      [
        "id": ["type": "string", "format": "uuid"], "name": Self.string, "priority": Self.integer,
        "request": Self.requestPattern.reference, "response": Self.object, "scenarioName": Self.string,
        "requiredScenarioState": Self.string, "newScenarioState": Self.string, "metadata": Self.object,
        "understudy": Self.object,
      ]
    case .metadataPattern:
      ["equalToJson": [:], "matchesJsonPath": [:], "equalTo": Self.string, "contains": Self.string]
    case .loggedRequest:
      ["method": Self.string, "url": Self.string, "headers": Self.object, "body": Self.string]
    case .query:
      [
        "request": Self.requestPattern.reference, "effect": Self.object, "exactly": Self.integer,
        "atLeast": Self.integer, "atMost": Self.integer, "timeoutMilliseconds": Self.integer,
      ]
    case .settings: ["fixedDelay": Self.integer, "delayDistribution": Self.object]
    case .clock:
      [
        "now": ["type": "string", "format": "date-time"], "frozen": Self.boolean,
        "advanceMilliseconds": Self.integer,
      ]
    case .ruleSwitch: ["enabled": Self.boolean]
    case .scenarioState: ["state": Self.string]
    case .agent: [:]
    }
  }

  private static let string: JSON = ["type": "string"]
  private static let integer: JSON = ["type": "integer"]
  private static let boolean: JSON = ["type": "boolean"]
  private static let object: JSON = ["type": "object"]
}

extension AdminBody {
  /// One that the server takes.
  var example: JSON? {
    switch self {
    case .requestPattern: ["method": "PUT", "bodyPatterns": [["matchesJsonPath": "$.temperature"]]]
    case .mapping: ["request": ["method": "PUT"], "understudy": ["error": 429, "times": 1]]
    case .metadataPattern: ["matchesJsonPath": "$.team"]
    case .loggedRequest: ["method": "PUT", "url": "/v1/agents/agt_1", "body": "{\"temperature\":0.5}"]
    case .query:
      [
        "request": ["method": "PUT"],
        "effect": ["collection": "centerfy", "changed": ["/temperature": 0.5], "only": true], "exactly": 1,
        "timeoutMilliseconds": 0,
      ]
    case .settings: ["fixedDelay": 200]
    case .clock: ["now": "2026-04-17T12:00:00Z", "frozen": true]
    case .ruleSwitch: ["enabled": false]
    case .scenarioState: ["state": "Started"]
    case .agent: .none
    }
  }
}
