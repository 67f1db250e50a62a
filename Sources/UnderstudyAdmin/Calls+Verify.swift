import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRequest {
  /// `POST /verify`: answers when the verdict cannot change any more, or time is up. Nothing polls meanwhile.
  func verify() throws(AdminError) -> Reply {
    let query = try body { json throws(DocumentErrors) in try VerificationQuery(reading: json) }
    let verification = PendingVerification(query, sandbox, journal)
    guard query.timeout > .zero else {
      verification.add(journal.view(of: sandbox.generation))
      return .immediate(verification.answer())
    }
    let wait = DeferredResponse(for: query.timeout) { [control, request] in
      control.allowing(verification.answer(), for: request)
    }
    let view = journal.observe(
      verification.generation, owner: verification, onReset: { [weak wait] in wait?.wake() },
      onEntry: { [weak wait, weak verification] entry, sent in
        guard let wait, let verification else { return .stop }
        guard verification.add(entry, sent) else { return .continue }
        wait.wake()
        return .stop
      })
    guard let view else { throw .tooManyQuestions }
    if verification.add(view) { wait.wake() }
    return .deferred(wait)
  }
}

extension ControlPlane {
  /// What `POST /verify` answers, for a caller within the process: its task is suspended meanwhile. Where the task is
  /// cancelled, the verdict is that of the moment.
  package func verify(_ document: JSON, in name: SandboxName?) async -> Response {
    let query: VerificationQuery
    do throws(DocumentErrors) {
      query = try VerificationQuery(reading: document)
    } catch {
      return AdminError(error).response
    }
    let journal = emulator.sandboxes.journal
    let verification = PendingVerification(query, emulator.sandboxes[name], journal)
    // Ends when the verdict is final, when time is up, and with the task.
    let (entries, feed) = AsyncStream.makeStream(of: Void.self)
    let view = journal.observe(
      verification.generation, owner: verification, onReset: { feed.finish() },
      onEntry: { [weak verification] entry, sent in
        guard let verification else { return .stop }
        if verification.add(entry, sent) { feed.finish() }
        if case .terminated = feed.yield() { return .stop }
        return .continue
      })
    guard let view else { return AdminError.tooManyQuestions.response }
    if verification.add(view) { feed.finish() }
    let deadline = Task {
      try? await Task.sleep(for: query.timeout)
      feed.finish()
    }
    for await _ in entries {}
    deadline.cancel()
    return verification.answer()
  }
}

/// A question on its way to its verdict.
private final class PendingVerification: Sendable {
  let generation: SandboxGeneration
  private let query: VerificationQuery
  private let sandbox: Sandbox
  private let journal: Journal
  private let found = Mutex(Found())

  private struct Found {
    var ids: [String] = []
    var evictions = 0
    /// Comparing took too much, so that there may be more.
    var isCutShort = false
  }

  init(_ query: VerificationQuery, _ sandbox: Sandbox, _ journal: Journal) {
    self.query = query
    self.sandbox = sandbox
    self.journal = journal
    generation = sandbox.generation
  }

  /// Whether it was answered or the client is gone.
  deinit { journal.removeObserver(of: self) }

  /// - Returns: whether the verdict is final.
  @discardableResult
  func add(_ view: Journal.View) -> Bool {
    found.withLock { $0.evictions = view.evictions }
    let budget = Budget.ofCall
    return add(view.entries.filter { query.isAbout($0, $0.sentRequest(within: budget)) }, budget.isSpent)
  }

  /// - Returns: whether the verdict is final.
  func add(_ entry: JournalEntry, _ sent: SentRequest) -> Bool {
    add(query.isAbout(entry, sent) ? [entry] : [], sent.isGivenUp)
  }

  private func add(_ entries: [JournalEntry], _ isCutShort: Bool) -> Bool {
    let ids = entries.map(\.id)
    return found.withLock { found in
      found.ids += ids
      if isCutShort { found.isCutShort = true }
      return query.finalVerdict(found.ids.count) != nil
    }
  }

  func answer() -> Response {
    let found = found.withLock { $0 }
    let ids = found.ids
    // Whatever went since was looked at before.
    let isComplete = found.evictions == 0 && sandbox.generation == generation && !found.isCutShort
    let verdict = query.verdict(ids.count, isComplete)
    var answer: Members = ["verdict": .string(verdict.rawValue), "count": .number(Number(ids.count))]
    answer["expected"] = query.expected
    answer["requests"] = .array(ids.prefix(100).map(JSON.string))
    switch verdict {
    case .pass: break
    case .fail:
      let (about, budget) = (Set(ids), Budget.ofCall)
      let others = journal.entries(of: generation).filter { !about.contains($0.id) }
      answer["nearest"] = query.nearest(others, within: budget)
    case .indeterminate:
      answer["evicted"] = .number(Number(found.evictions))
      let reason = found.isCutShort ? Self.tooMuch : Self.gone
      answer["reason"] = .string(sandbox.generation == generation ? reason : Self.reset)
    }
    return Response(status: verdict.status, json: .object(answer))
  }

  private static let gone =
    "The journal had to give up requests of this sandbox that the question may be about. Start the server with "
    + "larger --journal-entries or --journal-bytes, or clear or reset the sandbox before the test."
  private static let tooMuch =
    "Comparing took too much work and was given up. Make the pattern simpler, or clear the journal before the test."
  private static let reset = "The sandbox was reset while the question waited."
}

extension AdminError {
  fileprivate static let tooManyQuestions = AdminError(
    429, title: "Too many questions wait in this sandbox",
    detail: "At most \(Journal.maximumObservers) can wait at once"
  )
}

extension VerificationQuery.VerificationOutcome {
  fileprivate var status: Int {
    switch self {
    case .pass: 200
    case .fail: 409
    case .indeterminate: 410
    }
  }
}
