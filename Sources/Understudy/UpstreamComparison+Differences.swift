import UnderstudyCapture
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyJSON

extension TrafficComparer {
  /// Compares an exchange, as the emulator asks for it.
  func comparison(of exchange: CapturedExchange) -> UpstreamComparison {
    switch compare(exchange) {
    case .compared(let differences): UpstreamComparison(differences)
    case .uncompared(let reason):
      .notCompared(reason.detail.isEmpty ? reason.reason.title : "\(reason.reason.title). \(reason.detail)")
    case .otherHost: .notCompared("the host is no vendor's")
    }
  }
}

extension UpstreamComparison {
  /// - Parameter differences: The summary names the worst.
  fileprivate init(_ differences: [Difference]) {
    let worst = differences.min { $0.kind < $1.kind }
    self.init(
      summary: worst.map { "\(differences.count); \($0.kind.rawValue) \($0.rule?.id ?? $0.pointer)" },
      details: .array(differences.prefix(Self.most).map(\.json)))
  }

  /// The most differences that the journal keeps of one response.
  private static let most = 20
}

extension Difference {
  fileprivate var json: JSON {
    [
      "class": .string(kind.rawValue), "title": .string(kind.title), "pointer": .string(pointer),
      "rule": rule.map { .string($0.id) } ?? .null, "option": rule?.option.map(JSON.string) ?? .null,
      "verdict": .string(verdict.rawValue), "recorded": .string(recorded), "ours": .string(ours),
    ]
  }
}
