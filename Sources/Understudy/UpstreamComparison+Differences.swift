import HTTPTypes
import UnderstudyCapture
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON

extension TrafficComparer {
  /// Compares an exchange, as the emulator asks for it.
  func comparison(of exchange: CapturedExchange) -> UpstreamComparison {
    switch compare(exchange) {
    case .compared(let differences, let rehearsal): UpstreamComparison(differences, rehearsal)
    case .uncompared(let reason):
      UpstreamComparison(
        .notCompared(
          reason: reason.detail.isEmpty ? reason.reason.title : "\(reason.reason.title). \(reason.detail)"))
    case .otherHost: UpstreamComparison(.notCompared(reason: "the host is no vendor's"))
    }
  }
}

extension UpstreamComparison {
  /// - Parameter rehearsal: our response.
  fileprivate init(_ differences: [Difference], _ rehearsal: Rehearsal) {
    let sorted = differences.sorted { $0.kind < $1.kind }
    guard let worst = sorted.first else {
      self.init(.same, rule: rehearsal.rule)
      return
    }
    self.init(
      .differs(
        count: differences.count, worst: "\(worst.kind.rawValue) \(worst.rule?.id ?? worst.pointer)"),
      rule: worst.rule?.id ?? rehearsal.rule, details: sorted.prefix(Self.most).map(\.json),
      ours: CapturedResponse(rehearsal.response))
  }

  /// The most differences that the journal keeps of one response.
  private static let most = 20
}

extension CapturedResponse {
  /// The status and the body of a response.
  fileprivate init(_ response: Response) {
    let type = response.fields.value(of: .contentType)
    self.init(
      status: response.status, fields: type.map { [.contentType: $0] } ?? [:], body: .whole(response.body))
  }
}

extension Difference {
  fileprivate var json: JSON {
    [
      "class": .string(kind.rawValue), "title": .string(kind.title), "pointer": .string(pointer),
      "rule": rule.map { .string($0.id) } ?? .null, "option": rule?.option.map(JSON.string) ?? .null,
      "verdict": .string(verdict.rawValue), "conclusion": .string(verdict.sentence),
      "recorded": .string(recorded), "ours": .string(ours),
    ]
  }
}
