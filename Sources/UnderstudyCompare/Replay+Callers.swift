import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyStore
import UnderstudyVendors

/// The callers of recorded requests. Nothing but the recording says what they may do.
extension Replay {
  /// Our response to a recorded request, which the account that stands in for its caller sends.
  struct Attempt {
    let request: Request
    /// Nil if no endpoint has the path.
    let rehearsal: Rehearsal?

    func has(_ status: Int) -> Bool { rehearsal?.response.status == status }
  }

  /// Answers a recorded request.
  /// - Parameter sent: the request with the recorded credential.
  mutating func answer(
    _ step: RecordedStep, _ status: Int, sentAs sent: Request
  ) throws(StoreError) -> Attempt {
    if !Self.aboutCallers.contains(status) { try own(step, callerOf: sent) }
    let first = attempt(accounts.credentialed(sent, to: step.surface, status: status), step)
    guard let rehearsal = first.rehearsal, !first.has(status),
      Self.aboutCallers.contains(rehearsal.response.status) || Self.aboutCallers.contains(status)
    else { return first }
    return try otherCaller(step, status, sentAs: sent) ?? first
  }

  /// The statuses by which vendors refuse a caller.
  private static let aboutCallers: Set<Int> = [401, 403, 404]

  private mutating func attempt(_ request: Request, _ step: RecordedStep) -> Attempt {
    var request = request
    request.target = step.recorded.request.target
    request.body = step.recorded.request.body
    return Attempt(request: request, rehearsal: rehearse(request, step))
  }

  /// Returns the response to a caller whose rights explain the recorded status; nil if there is none.
  private mutating func otherCaller(
    _ step: RecordedStep, _ status: Int, sentAs sent: Request
  ) throws(StoreError) -> Attempt? {
    let surface = step.surface
    for request in [sent.isAnonymous(to: surface) ? sent : nil, accounts.stranger(sent, to: surface)] {
      guard let request else { continue }
      let attempted = attempt(request, step)
      if attempted.has(status) { return attempted }
    }
    noteAccounts(changed: accounts.assumeKnown(sent, to: surface))
    try own(step, callerOf: sent)
    guard let former = accounts.account(of: sent, to: surface)?.variant else { return nil }
    for variant in 0..<accounts.variants(of: sent, to: surface) {
      use(variant, sent, surface)
      let attempted = attempt(accounts.credentialed(sent, to: surface, status: status), step)
      if attempted.has(status) { return attempted }
    }
    use(former, sent, surface)
    return nil
  }

  private mutating func use(_ variant: Int, _ request: Request, _ surface: Surface) {
    accounts.use(variant: variant, of: request, to: surface)
    noteAccounts(changed: true)
  }

  /// Makes the owner of the requested agent the caller's, unless it is known what the caller owns.
  private mutating func own(_ step: RecordedStep, callerOf sent: Request) throws(StoreError) {
    guard let id = step.agentID, let agent = try store.agent(step.key(of: id)) else { return }
    noteAccounts(changed: accounts.own(agent, callerOf: sent, to: step.surface))
  }
}

extension Request {
  /// Whether the request has no credential of a surface.
  fileprivate func isAnonymous(to surface: Surface) -> Bool {
    surface.credential.places.allSatisfy { place in fields.value(of: .of(place)).flatMap(place.token) == nil }
  }
}
