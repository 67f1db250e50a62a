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
      body: .verification, replying: AdminRequest.verify)
  ]
}

extension AdminBody {
  static let verification = AdminBody(
    "Question", "`request`, `effect` or both, and the expected number of matches: by default at least 1",
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
  fileprivate func verify() throws(AdminError) -> Reply {
    let query = try body { json throws(DocumentErrors) in try VerificationQuery(reading: json) }
    let verification = PendingVerification(query, sandbox, journal)
    guard query.timeout > .zero else {
      verification.add(journal.view(of: sandbox.generation))
      return .immediate(verification.response())
    }
    let deferred = DeferredResponse(
      for: query.timeout,
      reply: { [control, request] in
        // Finding the nearest requests may take seconds.
        control.replyOnWorker(to: request) { .immediate(verification.response()) }
      })
    let view = journal.observe(
      verification.generation, owner: verification, onReset: { [weak deferred] in deferred?.wake() },
      onEntry: { [weak deferred, weak verification] entry, sent in
        guard let deferred, let verification else { return .stop }
        guard verification.add(entry, sent) else { return .continue }
        deferred.wake()
        return .stop
      })
    guard let view else { throw .tooManyVerifications }
    if verification.add(view) { deferred.wake() }
    return .deferred(deferred)
  }
}

extension ControlPlane {
  /// Returns the response to `POST /verify` for a caller within the process. The task is suspended meanwhile; if it is
  /// cancelled, the outcome is that of the moment.
  package func verify(_ document: JSON, in name: SandboxName?) async -> Response {
    let query: VerificationQuery
    do throws(DocumentErrors) {
      query = try VerificationQuery(reading: document)
    } catch {
      return AdminError(error).response
    }
    let journal = emulator.sandboxes.journal
    let verification = PendingVerification(query, emulator.sandboxes[name], journal)
    // Ends when the outcome is final, when the time is over, and with the task.
    let (ticks, continuation) = AsyncStream.makeStream(of: Void.self)
    let view = journal.observe(
      verification.generation, owner: verification, onReset: { continuation.finish() },
      onEntry: { [weak verification] entry, sent in
        guard let verification else { return .stop }
        if verification.add(entry, sent) { continuation.finish() }
        if case .terminated = continuation.yield() { return .stop }
        return .continue
      })
    guard let view else { return AdminError.tooManyVerifications.response }
    if verification.add(view) { continuation.finish() }
    let deadline = Task {
      try? await Task.sleep(for: query.timeout)
      continuation.finish()
    }
    for await _ in ticks {}
    deadline.cancel()
    return verification.response()
  }
}

extension AdminError {
  fileprivate static let tooManyVerifications = AdminError(
    429, title: "Too many verifications wait in this sandbox",
    detail: "At most \(Journal.maximumObservers) can wait at once")
}
