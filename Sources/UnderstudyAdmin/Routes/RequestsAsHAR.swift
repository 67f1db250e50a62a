import Foundation
import HTTPTypes
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let requestsAsHAR = [
    AdminRoute(
      "GET", "/requests.har",
      "The requests of the sandbox, or of all, oldest first, as a HAR file (HTTP Archive 1.2)", query: ["sandboxes"]
    ) { try $0.requestsAsHAR() }
  ]
}

extension AdminRequest {
  fileprivate func requestsAsHAR() throws -> Reply {
    let wanted = try wantedGeneration
    let view = journal.view(of: wanted)
    let details: Members = [
      "sandbox": wanted == nil ? .null : .string(sandbox.name), "evicted": .number(Number(view.evictions)),
    ]
    var document = HARDocument(version: control.server.version, details: details)
    for entry in view.entries { document.append(entry.capturedExchange) }
    let fields: HeaderSection = [
      .contentType: "application/json",
      .contentDisposition: #"attachment; filename="understudy-\#(wanted == nil ? "all" : sandbox.name).har""#,
      .xContentTypeOptions: "nosniff",
    ]
    return counting(Response(status: 200, fields: fields, body: document.bytes))
  }
}

extension JournalEntry {
  /// The entry as captures have it. A request that waits or that a fault ended has no response.
  fileprivate var capturedExchange: CapturedExchange {
    let request = request
    let body = keptBody == .omitted ? CapturedBody.withheld : .whole(request.keptBytes)
    var details = understudyDetails
    // Responses show the agent. A record may be nested so deep that no reader would take the file.
    for name in ["before", "after", "patch"] { details[name] = nil }
    details["fault"] = response.flatMap(faultName).map(JSON.string)
    return CapturedExchange(
      started: time, duration: duration,
      request: CapturedRequest(
        method: request.method, url: request.absoluteURL, fields: HTTPFields(request.fields), body: body),
      response: response.flatMap(captured), details: details)
  }

  private func captured(_ response: Response) -> CapturedResponse? {
    if case .fault = response.delivery { return nil }
    return CapturedResponse(
      status: response.status, fields: HTTPFields(response.fields), body: .whole(response.body))
  }

  /// The fault as the mapping names it.
  private func faultName(_ response: Response) -> String? {
    guard case .fault = response.delivery else { return nil }
    return stub?.response.json.members?["fault"]?.string
  }
}
