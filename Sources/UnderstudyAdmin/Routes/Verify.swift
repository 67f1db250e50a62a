import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let verify = [
    AdminRoute(
      "POST", "/verify",
      "Compare the number of matching requests with the expected one, and wait for it if asked to",
      body: .verification
    ) { try $0.verify() }
  ]
}

extension AdminBody {
  static let verification = AdminBody(
    "VerificationQuery", "`request`, `effect` or both, and the expected number of matches: by default at least 1",
    [
      "request": requestPattern.reference, "effect": .objectSchema, "exactly": .integerSchema,
      "atLeast": .integerSchema, "atMost": .integerSchema, "timeoutMilliseconds": .integerSchema,
    ],
    example: [
      "request": ["method": "PUT"],
      "effect": ["collection": "centerfy", "changed": ["/temperature": 0.5], "only": true], "exactly": 1,
      "timeoutMilliseconds": 0,
    ])
}

extension AdminRequest {
  /// Responds once the outcome is final, or when the time is over. Nothing polls meanwhile.
  fileprivate func verify() throws -> Reply {
    let query = try VerificationQuery(reading: body, collections: emulator.registry.collections)
    let verification = PendingVerification(query, sandbox, emulator)
    guard query.timeout > .zero else {
      verification.add(journal.view(of: sandbox.generation))
      return .immediate(verification.response())
    }
    let deferred = DeferredResponse(
      for: query.timeout, endsWithClient: true,
      reply: { [control, request] in
        // Finding the nearest requests may take seconds.
        control.replyOnWorker(to: request) { control.allowing(.immediate(verification.response()), for: request) }
      })
    try verification.start { [weak deferred] in deferred?.wake() }
    return .deferred(deferred)
  }
}

extension ControlPlane {
  /// Returns the response to `POST /verify` for a caller within the process. The task is suspended meanwhile; if it is
  /// cancelled, the outcome is that of the moment.
  package func verify(_ document: JSON, in name: SandboxName?) async -> Response {
    do {
      let query = try VerificationQuery(reading: document, collections: emulator.registry.collections)
      let verification = PendingVerification(query, emulator.sandboxes[name], emulator)
      // Ends when the outcome is final, when the time is over, and with the task.
      let (end, continuation) = AsyncStream.makeStream(of: Void.self)
      try verification.start { continuation.finish() }
      let deadline = Task {
        try? await Task.sleep(for: query.timeout)
        continuation.finish()
      }
      for await _ in end {}
      deadline.cancel()
      return verification.response()
    } catch {
      return Response(to: error)
    }
  }
}

/// A verification query with the matches found so far.
private final class PendingVerification: Sendable {
  private let query: VerificationQuery
  private let sandbox: Sandbox
  private let generation: SandboxGeneration
  private let emulator: Emulator
  private let matches = Mutex(Matches())

  private struct Matches {
    var ids: [String] = []
    /// The ids as a set, because a waiting request comes once more when it is complete.
    var counted: Set<String> = []
    /// The ids of requests that wait as far as is known, and match or may match.
    var waiting: Set<String> = []
    var evictions = 0
    /// Whether comparing was given up, so that matches may be missing.
    var isIncomplete = false
  }

  init(_ query: VerificationQuery, _ sandbox: Sandbox, _ emulator: Emulator) {
    self.query = query
    self.sandbox = sandbox
    self.emulator = emulator
    generation = sandbox.generation
  }

  private var journal: Journal { emulator.sandboxes.journal }

  /// After the response, and if the client has left.
  deinit { journal.removeObserver(of: self) }

  /// Compares the requests so far, then each new one.
  /// - Parameter onEnd: called when the outcome is final and when the sandbox is reset.
  func start(onEnd: @escaping @Sendable () -> Void) throws {
    let view = journal.observe(generation, owner: self, onReset: onEnd) { [weak self] entry, sent in
      guard let self else { return .stop }
      guard add([entry], isIncomplete: { sent.isBudgetExhausted }, by: { _ in sent }) else { return .continue }
      onEnd()
      return .stop
    }
    guard let view else {
      throw AdminError(
        429, title: "Too many verifications wait in this sandbox",
        detail: "At most \(Journal.maximumObservers) can wait at once")
    }
    if add(view) { onEnd() }
  }

  /// - Returns: whether the outcome is final.
  @discardableResult
  func add(_ view: Journal.View) -> Bool {
    matches.withLock { $0.evictions = view.evictions }
    let budget = Budget.perCall
    return add(view.entries, isIncomplete: { budget.isExhausted }, by: { $0.sentRequest(within: budget) })
  }

  /// - Parameters:
  ///   - isIncomplete: whether comparing was given up, so that matches may be missing.
  ///   - sent: returns the request of an entry for comparing it.
  private func add(
    _ entries: [JournalEntry], isIncomplete: () -> Bool, by sent: (JournalEntry) -> SentRequest
  ) -> Bool {
    let found = entries.map { entry in
      let match = query.match(entry, sent(entry))
      return (id: entry.id, isCounted: match == .yes, isWaiting: entry.isWaiting && match != .no)
    }
    let isIncomplete = isIncomplete()
    return matches.withLock { matches in
      for match in found {
        if match.isWaiting { matches.waiting.insert(match.id) } else { matches.waiting.remove(match.id) }
        if match.isCounted, matches.counted.insert(match.id).inserted { matches.ids.append(match.id) }
      }
      if isIncomplete { matches.isIncomplete = true }
      return query.finalOutcome(matches.ids.count) != nil
    }
  }

  /// Returns the response as of now.
  func response() -> Response {
    let matches = matches.withLock { $0 }
    let ids = matches.ids
    let wasReset = sandbox.generation != generation
    let waiting =
      matches.waiting.isEmpty ? [] : journal.entries(of: generation).filter { matches.waiting.contains($0.id) }
    // Entries that were evicted after the query had come were compared before, but those that waited not with their effect.
    let evictions = matches.evictions + matches.waiting.subtracting(ids).subtracting(waiting.map(\.id)).count
    let isComplete = evictions == 0 && !wasReset && !matches.isIncomplete
    let outcome = query.outcome(ids.count, isComplete)
    var answer: Members = ["verdict": .string(outcome.rawValue), "count": .number(Number(ids.count))]
    answer["expected"] = query.expected
    answer["requests"] = .array(ids.prefix(100).map(JSON.string))
    let waitingCount = waiting.count(where: \.isWaiting)
    if waitingCount > 0 { answer["waiting"] = .number(Number(waitingCount)) }
    switch outcome {
    case .pass: break
    case .fail:
      let matching = Set(ids)
      let others = journal.entries(of: generation).filter { !matching.contains($0.id) }
      answer["nearest"] = query.nearest(others, within: .perCall)
    case .indeterminate:
      answer["evicted"] = .number(Number(evictions))
      answer["reason"] = .string(
        wasReset ? Self.wasReset : matches.isIncomplete ? Self.comparingGivenUp : Self.entriesEvicted)
    }
    if ids.isEmpty, !wasReset, let agent = query.agent {
      answer["note"] = emulator.note(about: agent, in: sandbox, generation).map(JSON.string)
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
