import UnderstudyHTTP

/// A call of WireMock's admin API that this server does not support. `docs/wiremock.md` lists them.
struct UnsupportedCall: Sendable {
  let method: String
  /// The path below the prefix. At its end, `/**` stands for any steps.
  let path: String
  /// Why it is not supported, or what to use instead.
  private let advice: String

  private init(_ method: String, _ path: String, _ advice: String) {
    (self.method, self.path, self.advice) = (method, path, advice)
  }

  static let all = [
    UnsupportedCall(
      "POST", "/mappings/save", "nothing is stored on disk; GET /__admin/mappings returns all mappings"),
    UnsupportedCall(
      "GET", "/mappings/unmatched", "GET /__admin/requests?matchingStub={id} shows the use of a mapping"),
    UnsupportedCall("DELETE", "/mappings/unmatched", "DELETE /__admin/mappings/{id} removes a mapping"),
    UnsupportedCall("GET", "/files", fileAdvice),
    UnsupportedCall("GET", "/files/**", fileAdvice),
    UnsupportedCall("PUT", "/files/**", fileAdvice),
    UnsupportedCall("DELETE", "/files/**", fileAdvice),
    UnsupportedCall("POST", "/recordings/start", recordingAdvice),
    UnsupportedCall("POST", "/recordings/stop", recordingAdvice),
    UnsupportedCall("GET", "/recordings/status", recordingAdvice),
    UnsupportedCall("POST", "/recordings/snapshot", recordingAdvice),
    UnsupportedCall("GET", "/recorder", recordingAdvice),
    UnsupportedCall("PATCH", "/settings/extended", "there are no settings but those of PUT /__admin/settings"),
    UnsupportedCall("POST", "/shutdown", "stop the process with SIGTERM"),
    UnsupportedCall("GET", "/docs", documentAdvice),
    UnsupportedCall("GET", "/docs/swagger", documentAdvice),
  ]

  private static let fileAdvice = "put the content into `body`, `jsonBody` or `base64Body` of a mapping"
  private static let recordingAdvice =
    "start the server with --upstream record, which records what the vendors answer"
  private static let documentAdvice = "GET /__admin/openapi/control-plane has the document"

  /// Returns the call that a request makes; nil if it makes none of them.
  static func match(_ method: String, _ path: Substring) -> UnsupportedCall? {
    all.first { $0.method == method && $0.hasPath(path) }
  }

  private func hasPath(_ other: Substring) -> Bool {
    guard path.hasSuffix("**") else { return other == path }
    let folder = path.dropLast(2)
    return other.hasPrefix(folder) && other.count > folder.count
  }

  var error: AdminError {
    AdminError(
      501, title: "Not supported",
      detail: "\(method) \(ControlPlane.prefix)\(path) of WireMock is not supported; \(advice)")
  }
}
