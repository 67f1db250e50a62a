import Foundation
import HTTPTypes
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors
import UnderstudyWireMock

/// A journal entry in WireMock's form.
///
/// What WireMock does not have is in the request, under `understudy`: there, even its strictest clients accept unknown
/// members.
extension JournalEntry {
  /// When it arrived by the clock of its sandbox, in milliseconds since 1970, as WireMock has it.
  var loggedDate: JSON { .number(Number(time.millisecondsSince1970)) }

  /// WireMock's serve event: the request and its response, which a waiting request does not have yet.
  var serveEvent: JSON {
    var event: Members = ["id": .string(id), "request": loggedRequest]
    // Clients of WireMock require the definition.
    event["responseDefinition"] =
      stub?.response.json ?? response.map { ["status": .number(Number($0.status))] } ?? [:]
    event["response"] = response.map(logged)
    event["wasMatched"] = .bool(isMatched)
    event["timing"] = duration.map { ["totalTime": .number(Number(Int($0 / .milliseconds(1))))] }
    event["stubMapping"] = stub?.json
    return .object(event)
  }

  var loggedRequest: JSON {
    let request = request
    let body = request.keptBytes
    return [
      "url": .string(request.target),
      "absoluteUrl": .string(request.absoluteURL),
      "method": .string(request.method),
      "headers": request.fields.json,
      "cookies": request.fields.cookies,
      "browserProxyRequest": false,
      "loggedDate": loggedDate,
      "loggedDateString": .string(time.iso8601),
      "bodyAsBase64": .string(Data(body).base64EncodedString()),
      "body": .string(String(decoding: body, as: UTF8.self)),
      "understudy": .object(understudyDetails),
    ]
  }

  private func logged(_ response: Response) -> JSON {
    if case .fault = response.delivery { return ["fault": stub?.response.json.members?["fault"] ?? .null] }
    return [
      "status": .number(Number(response.status)),
      "headers": response.fields.json,
      "bodyAsBase64": .string(Data(response.body).base64EncodedString()),
      "body": .string(String(decoding: response.body, as: UTF8.self)),
    ]
  }

  /// What WireMock does not have.
  var understudyDetails: Members {
    let violations = violations.map { violation -> JSON in
      let (pointer, message) = (violation.path.pointer, violation.message)
      return ["rule": .string(violation.rule), "pointer": .string(pointer), "message": .string(message)]
    }
    var details: Members = ["sandbox": .string(sandbox)]
    details["endpoint"] = surface.map { .string($0.id) } ?? .null
    details["collection"] = surface.map { .string($0.resource.id) } ?? .null
    details["agent"] = agentID.map(JSON.string) ?? .null
    details["operation"] = operation.map { .string($0.kind.name) } ?? .null
    details["rule"] = rule.map(JSON.string) ?? .null
    details["violations"] = .array(violations)
    details["warnings"] = .array(warnings.map { .string($0.message) })
    details["warningDetails"] = .array(warnings.map(\.document))
    details["assumptions"] = .array(assumptions.map(JSON.string))
    if let acceptingProfile { details["acceptedByProfile"] = .string(acceptingProfile.rawValue) }
    details["mapping"] = stub?.reference ?? .null
    details["skippedMappings"] = .array(skipped.map(\.reference))
    details["micros"] = duration.map { .number(Number(Int($0.microseconds))) } ?? .null
    details["waitedMillis"] = .number(Number(Int(delay / .milliseconds(1))))
    details["origin"] = origin.map { .string($0.rawValue) }
    details["faultKind"] = faultKind.map(JSON.string)
    if isWaiting { details["waiting"] = true }
    if isDeparted { details["departed"] = true }
    details["upstream"] = forwarding?.json
    details["keptBody"] = .string(keptBody.rawValue)
    details["hint"] = explanation?.hint.map(JSON.string)
    details["compared"] = explanation?.comparison.map { comparison in
      .object(comparison.parts.reduce(into: Members()) { $0[$1.name] = .object($1.members) })
    }
    if let (before, after) = change {
      details["effect"] = changeKind.map { .string($0.rawValue) } ?? .null
      details["before"] = before
      details["after"] = after
      details["patch"] = .array(JSON.patch(from: before, to: after).map(\.json))
    }
    return details
  }
}

extension Warning {
  /// Its place, its words, and the name that was probably meant; null if there is none.
  var document: JSON {
    [
      "pointer": .string(path.pointer), "message": .string(message),
      "suggestion": suggestion.map(JSON.string) ?? .null,
    ]
  }
}

extension Request {
  /// The URL with scheme and host, as the client has it.
  var absoluteURL: String { "\(scheme.rawValue)://\(fields.value(of: .host) ?? "localhost")\(target)" }
}

extension ForwardingRecord {
  fileprivate var json: JSON {
    var members: Members = [
      "host": .string(host), "milliseconds": .number(Number(Int(duration / .milliseconds(1)))),
    ]
    members["failure"] = failure.map(JSON.string)
    if let comparison {
      members["difference"] = comparison.summary.map(JSON.string) ?? .null
      members["differences"] = .array(comparison.details)
      members["ours"] = comparison.ours.map { ours in
        [
          "status": .number(Number(ours.status)),
          "body": ours.body.bytes.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
        ]
      }
    }
    return .object(members)
  }
}

extension StubMapping {
  /// The members that identify the mapping.
  fileprivate var reference: JSON { ["id": .string(id), "name": name.map(JSON.string) ?? .null] }
}

extension HeaderSection {
  /// The fields as WireMock writes them: several values of a name as an array. The case of a name is that of its first field.
  fileprivate var json: JSON {
    var (members, names) = (Members(), [HTTPField.Name: String]())
    for field in self {
      let (name, value) = (names[field.name, default: field.name.rawName], JSON.string(field.value))
      names[field.name] = name
      switch members[name] {
      case nil: members[name] = value
      case .array(let values)?: members[name] = .array(values + [value])
      case let first?: members[name] = .array([first, value])
      }
    }
    return .object(members)
  }

  /// The cookies of the field `Cookie` by name.
  fileprivate var cookies: JSON {
    let pairs = Cookies(value(of: .cookie) ?? "").pairs.filter { !$0.text.isEmpty }
    return .object(pairs.reduce(into: Members()) { $0[String($1.name)] = .string(String($1.value ?? "")) })
  }
}
