import HTTPTypes
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// Whether header fields of responses are compared.
package enum HeaderPolicy: Sendable { case ignored, compared }

/// A recorded response, and how ours differs from it.
struct RecordedAnswer {
  private let response: CapturedResponse
  private let hasBody: Bool
  private let headers: HeaderPolicy

  /// - Parameter method: the request's method.
  init(_ response: CapturedResponse, method: String, headers: HeaderPolicy) {
    self.response = response
    self.headers = headers
    hasBody = method != "HEAD" && response.status != 204
  }

  /// Returns why the body cannot be compared; nil if it can be, or if the status differs anyway.
  func cut(comparedWith rehearsal: Rehearsal) -> String? {
    if response.status == 304 { return "304, so that the body was the client's own copy" }
    guard hasBody, rehearsal.response.status == response.status, case .cut(let reason) = response.body else {
      return nil
    }
    return reason
  }

  /// Returns the differences, without the rules that decide them.
  func findings(
    comparedWith rehearsal: Rehearsal, _ surface: Surface, _ operation: Operation, _ phrases: AnswerPhrases
  ) -> [UnexplainedDifference] {
    let ours = rehearsal.response
    let accepts = (recorded: response.status < 400, we: ours.status < 400)
    if accepts.recorded != accepts.we {
      let reason = rehearsal.reason.map { ": \(phrases.masked($0.truncated(to: 200)))" } ?? ""
      return [
        UnexplainedDifference(
          kind: accepts.recorded ? .refusedByUs : .refusedByVendor, pointer: "", recorded: "\(response.status)",
          ours: "\(ours.status)\(reason)")
      ]
    }
    var findings: [UnexplainedDifference] = []
    if response.status != ours.status {
      findings.append(
        UnexplainedDifference(
          kind: .status, pointer: "", recorded: "\(response.status)", ours: "\(ours.status)"))
      // Refusals with another status have other reasons, so that nothing follows from their bodies.
      guard accepts.we else { return findings }
    }
    findings += bodyFindings(ours, surface, accepts.we ? operation : nil, phrases)
    if headers == .compared { findings += headerFindings(ours, phrases) }
    return findings
  }

  private func bodyFindings(
    _ ours: Response, _ surface: Surface, _ operation: Operation?, _ phrases: AnswerPhrases
  ) -> [UnexplainedDifference] {
    guard hasBody, ours.status != 204, case .whole(let bytes) = response.body else { return [] }
    func finding(_ pointer: String, _ recorded: String, _ ours: String) -> [UnexplainedDifference] {
      [UnexplainedDifference(kind: .type, pointer: pointer, recorded: recorded, ours: ours)]
    }
    if bytes.isEmpty != ours.body.isEmpty {
      let words = { (isEmpty: Bool) in isEmpty ? "no body" : "a body" }
      return finding("", words(bytes.isEmpty), words(ours.body.isEmpty))
    }
    guard !bytes.isEmpty else { return [] }
    var findings: [UnexplainedDifference] = []
    let types = (
      response.fields[.contentType]?.mediaType ?? "", ours.fields.value(of: .contentType)?.mediaType ?? ""
    )
    if types.0 != types.1 {
      findings += finding("Content-Type", types.0.isEmpty ? "none" : phrases.masked(types.0), types.1)
    }
    guard let own = try? JSON(reading: ours.body) else { return findings }
    guard let recorded = try? JSON(reading: bytes) else {
      return findings + finding("", "text that is not JSON", own.kind)
    }
    return findings + AnswerComparison.findings(recorded, own, of: operation, surface.resource, phrases)
  }

  /// The fields that belong to a connection, to Understudy or to caches, and say nothing about the API.
  private static let ignoredFields: Set<String> = [
    "content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "date",
    "server", "via", "vary", "age", "alt-svc", "strict-transport-security", "set-cookie", "cf-ray", "nel",
    "report-to",
  ]

  private func headerFindings(_ ours: Response, _ phrases: AnswerPhrases) -> [UnexplainedDifference] {
    func names(_ fields: some Sequence<HTTPField>) -> Set<String> {
      Set(fields.map(\.name.canonicalName)).filter {
        !Self.ignoredFields.contains($0) && !$0.hasPrefix("x-understudy-") && !$0.hasPrefix("access-control-")
      }
    }
    let (recorded, own) = (names(response.fields), names(ours.fields))
    let missing = recorded.subtracting(own).sorted().map {
      UnexplainedDifference(
        kind: .memberMissing, pointer: phrases.masked($0), recorded: "a value", ours: "nothing")
    }
    let extra = own.subtracting(recorded).sorted().map {
      UnexplainedDifference(kind: .memberExtra, pointer: $0, recorded: "nothing", ours: "a value")
    }
    return missing + extra
  }
}

extension String {
  /// The media type of a `Content-Type`, in lower case.
  fileprivate var mediaType: String {
    prefix { $0 != ";" && $0 != " " }.lowercased()
  }
}
