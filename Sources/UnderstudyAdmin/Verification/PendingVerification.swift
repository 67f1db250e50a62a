import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

/// A verification query with the matches found so far.
final class PendingVerification: Sendable {
  let generation: SandboxGeneration
  private let query: VerificationQuery
  private let sandbox: Sandbox
  private let journal: Journal
  private let matches = Mutex(Matches())

  private struct Matches {
    var ids: [String] = []
    var evictions = 0
    /// Whether comparing was given up, so that matches may be missing.
    var isIncomplete = false
  }

  init(_ query: VerificationQuery, _ sandbox: Sandbox, _ journal: Journal) {
    self.query = query
    self.sandbox = sandbox
    self.journal = journal
    generation = sandbox.generation
  }

  /// After the response, and if the client has left.
  deinit { journal.removeObserver(of: self) }

  /// - Returns: whether the outcome is final.
  @discardableResult
  func add(_ view: Journal.View) -> Bool {
    matches.withLock { $0.evictions = view.evictions }
    let budget = Budget.perCall
    return add(view.entries.filter { query.matches($0, $0.sentRequest(within: budget)) }, budget.isExhausted)
  }

  /// - Returns: whether the outcome is final.
  func add(_ entry: JournalEntry, _ sent: SentRequest) -> Bool {
    add(query.matches(entry, sent) ? [entry] : [], sent.isBudgetExhausted)
  }

  private func add(_ entries: [JournalEntry], _ isBudgetExhausted: Bool) -> Bool {
    let ids = entries.map(\.id)
    return matches.withLock { matches in
      matches.ids += ids
      if isBudgetExhausted { matches.isIncomplete = true }
      return query.finalOutcome(matches.ids.count) != nil
    }
  }

  /// Returns the response as of now.
  func response() -> Response {
    let matches = matches.withLock { $0 }
    let ids = matches.ids
    let wasReset = sandbox.generation != generation
    // Entries that were evicted after the query had come were compared before.
    let isComplete = matches.evictions == 0 && !wasReset && !matches.isIncomplete
    let outcome = query.outcome(ids.count, isComplete)
    var answer: Members = ["verdict": .string(outcome.rawValue), "count": .number(Number(ids.count))]
    answer["expected"] = query.expected
    answer["requests"] = .array(ids.prefix(100).map(JSON.string))
    switch outcome {
    case .pass: break
    case .fail:
      let matching = Set(ids)
      let others = journal.entries(of: generation).filter { !matching.contains($0.id) }
      answer["nearest"] = query.nearest(others, within: .perCall)
    case .indeterminate:
      answer["evicted"] = .number(Number(matches.evictions))
      answer["reason"] = .string(
        wasReset ? Self.wasReset : matches.isIncomplete ? Self.comparingGivenUp : Self.entriesEvicted)
    }
    return Response(status: outcome.status, json: .object(answer))
  }

  private static let entriesEvicted =
    "The journal evicted requests of this sandbox, which may have matched. Start the server with "
    + "larger --journal-entries or --journal-bytes, or clear or reset the sandbox before the test."
  private static let comparingGivenUp =
    "Comparing took too much work and was given up. Make the pattern simpler, or clear the journal before the test."
  private static let wasReset = "The sandbox was reset during the verification."
}

extension VerificationOutcome {
  fileprivate var status: Int {
    switch self {
    case .pass: 200
    case .fail: 409
    case .indeterminate: 410
    }
  }
}
