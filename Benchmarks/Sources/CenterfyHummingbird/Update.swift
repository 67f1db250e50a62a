import Foundation

enum Value: Equatable {
  case text(String)
  case number(Double)
  case flag(Bool)
}

enum Field: String, CodingKey, CaseIterable {
  case name
  case voiceID = "voice_id"
  case maxDuration = "max_duration"
  case temperature
  case silenceTimeout = "silence_timeout"
  case voiceActivityTimeout = "voice_activity_timeout"
  case llmModel = "llm_model"
  case language
  case backgroundNoise = "background_noise"
  case backgroundType = "background_type"
  case voicemailDetection = "voicemail_detection"
  case voicemailType = "voicemail_type"
  case voicemailMessage = "voicemail_message"
  case backchanneling = "backcchanneling"
  case isActive = "is_active"
  case webhook
  case webhookURL = "webhook_url"
  case recording
}

/// The fields of a request. Decoding throws where the type is wrong, and so for null too.
struct Update: Decodable {
  var values: [Field: Value] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Field.self)
    for field in Field.allCases where container.contains(field) {
      switch field {
      case .maxDuration, .temperature, .silenceTimeout, .voiceActivityTimeout:
        values[field] = .number(try container.decode(Double.self, forKey: field))
      case .backgroundNoise, .voicemailDetection, .backchanneling, .isActive, .webhook, .recording:
        values[field] = .flag(try container.decode(Bool.self, forKey: field))
      default:
        values[field] = .text(try container.decode(String.self, forKey: field))
      }
    }
  }

  static let conditions: [(field: Field, is: Value, requires: Field)] = [
    (.backgroundNoise, .flag(true), .backgroundType),
    (.voicemailDetection, .flag(true), .voicemailType),
    (.voicemailType, .text("leave_message"), .voicemailMessage),
    (.webhook, .flag(true), .webhookURL),
  ]

  func check() throws(Refusal) {
    for (field, value) in values {
      if let demand = Self.demand(field, value) { throw Refusal(.badRequest, "`\(field.rawValue)` \(demand)") }
    }
    for condition in Self.conditions where values[condition.field] == condition.is {
      guard values[condition.requires] != nil else {
        throw Refusal(
          .badRequest, "`\(condition.requires.rawValue)` is required with this `\(condition.field.rawValue)`")
      }
    }
    if values.isEmpty { throw Refusal(.badRequest, "No updatable fields provided") }
  }

  /// What a value of the right type breaks.
  private static func demand(_ field: Field, _ value: Value) -> String? {
    switch (field, value) {
    case (.temperature, .number(let number)) where !(0...1).contains(number):
      "must be from 0 to 1"
    case (.voicemailType, .text(let text)) where text != "leave_message" && text != "hangup":
      "must be leave_message or hangup"
    case (.webhookURL, .text(let text)) where !isWebAddress(text):
      "must be an absolute http or https URL"
    case (_, .text(let text)) where text.allSatisfy(\.isWhitespace):
      "must not be empty"
    default:
      nil
    }
  }

  private static func isWebAddress(_ text: String) -> Bool {
    guard let url = URL(string: text), let scheme = url.scheme?.lowercased() else { return false }
    return (scheme == "http" || scheme == "https") && url.host?.isEmpty == false
  }
}
