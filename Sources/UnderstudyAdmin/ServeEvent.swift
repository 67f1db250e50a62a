import Foundation
import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

/// A journal entry in WireMock's form.
///
/// What WireMock does not have is in the request, under `understudy`: there, even its strictest clients accept unknown
/// members.
struct ServeEvent {
  let entry: JournalEntry

  var json: JSON {
    var event: Members = ["id": .string(entry.id)]
    event["request"] = request
    event["responseDefinition"] = entry.stub?.response.json ?? ["status": .number(Number(entry.response.status))]
    event["response"] = response
    event["wasMatched"] = .bool(entry.isMatched)
    event["timing"] = ["totalTime": .number(Number(Int(entry.duration / .milliseconds(1))))]
    if let stub = entry.stub { event["stubMapping"] = stub.json }
    return .object(event)
  }

  /// The request in WireMock's form.
  var request: JSON {
    let request = entry.request
    let host = request.fields.value(of: .host) ?? "localhost"
    let body = request.keptBytes
    return [
      "url": .string(request.target),
      "absoluteUrl": .string("http://\(host)\(request.target)"),
      "method": .string(request.method),
      "headers": request.fields.json,
      "cookies": request.fields.cookies,
      "browserProxyRequest": false,
      "loggedDate": .number(Number(Int(entry.time.timeIntervalSince1970 * 1000))),
      "loggedDateString": .string(entry.time.text),
      "bodyAsBase64": .string(Data(body).base64EncodedString()),
      "body": .string(String(decoding: body, as: UTF8.self)),
      "understudy": understudy,
    ]
  }

  private var response: JSON {
    let response = entry.response
    if case .fault = response.delivery { return ["fault": entry.stub?.response.json.members?["fault"] ?? .null] }
    return [
      "status": .number(Number(response.status)),
      "headers": response.fields.json,
      "bodyAsBase64": .string(Data(response.body).base64EncodedString()),
      "body": .string(String(decoding: response.body, as: UTF8.self)),
    ]
  }

  private var understudy: JSON {
    var details: Members = ["sandbox": .string(entry.sandbox)]
    details["endpoint"] = entry.surface.map { .string($0.id) } ?? .null
    details["collection"] = entry.surface.map { .string($0.resource.id) } ?? .null
    details["agent"] = entry.agentID.map(JSON.string) ?? .null
    details["rule"] = entry.rule.map(JSON.string) ?? .null
    details["violations"] = .array(
      entry.violations.map { violation in
        [
          "rule": .string(violation.rule), "pointer": .string(violation.path.pointer),
          "message": .string(violation.message),
        ]
      })
    details["warnings"] = .array(entry.warnings.map { .string($0.message) })
    details["mapping"] = entry.stub.map { $0.reference } ?? .null
    details["skippedMappings"] = .array(entry.skipped.map(\.reference))
    details["keptBody"] = .string(entry.keptBody.rawValue)
    if let (before, after) = entry.change {
      details["before"] = before
      details["after"] = after
      details["patch"] = .array(JSON.patch(from: before, to: after).map(\.json))
    }
    return .object(details)
  }
}

extension StubMapping {
  /// The members that identify the mapping.
  fileprivate var reference: JSON { ["id": .string(id), "name": name.map(JSON.string) ?? .null] }
}

extension HeaderSection {
  /// The fields as WireMock writes them: several values of a name as an array.
  var json: JSON {
    var members = Members()
    for field in self {
      let name = field.name.rawName
      let value = JSON.string(field.value)
      switch members[name] {
      case nil: members[name] = value
      case .array(let values)?: members[name] = .array(values + [value])
      case let first?: members[name] = .array([first, value])
      }
    }
    return .object(members)
  }
}

extension HeaderSection {
  /// The cookies of the field `Cookie` by name.
  fileprivate var cookies: JSON {
    let pairs = Cookies(value(of: .cookie) ?? "").pairs.filter { !$0.text.isEmpty }
    return .object(
      pairs.reduce(into: Members()) { $0[String($1.name)] = .string(String($1.value ?? "")) })
  }
}

extension Date {
  /// The time in ISO 8601, in UTC with milliseconds.
  var text: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
