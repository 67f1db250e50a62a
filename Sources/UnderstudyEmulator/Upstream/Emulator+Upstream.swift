import Foundation
import HTTPTypes
import UnderstudyCapture
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore

extension Emulator {
  /// Returns where a request is forwarded to; nil if this server answers it.
  ///
  /// Mappings come first. A request for no vendor, or whose body was too large to keep, is answered here.
  func upstreamAddress(of exchange: Exchange, _ stub: AppliedStub?) -> UpstreamAddress? {
    guard upstream != nil, case .complete = exchange.request.body else { return nil }
    if let source = stub?.mapping?.responseSource {
      guard case .emulation = source else { return nil }
    }
    return router.upstreamAddress(of: exchange.request.inOriginForm, at: exchange.route)
  }

  /// Sends a request to the vendor, after the delay of a mapping, and returns the deferred response.
  func forward(
    _ exchange: Exchange, to address: UpstreamAddress, by upstream: Upstream, _ stub: AppliedStub?
  ) -> Reply {
    let number = exchange.requestID.number
    let pending = Outcome(response: Response(status: 0), stub: stub)
    let waiting = WaitingRequest(entry(of: exchange, pending, duration: nil), in: sandboxes.journal)
    let (forwarding, started) = (Forwarding(), Date())
    let cutOff = { @Sendable [forwardedRequests] in
      forwardedRequests.remove(number)
      forwarding.cutOff()
    }
    let promise = ReplyPromise(recordNumber: number, onCutOff: cutOff)
    let request = exchange.request.forwarded(to: address)
    forwarding.prepare { [self] result in
      forwardedRequests.queue.async { [self] in
        forwardedRequests.remove(number)
        let capture = CapturedExchange(
          request, to: address, started: started, duration: exchange.started.duration(to: .now), result,
          sandbox: exchange.snapshot.sandbox.name)
        let outcome = outcome(of: exchange, result, capture, address, upstream, stub)
        promise.fulfill(with: .immediate(conclude(exchange, outcome, waiting)))
      }
    }
    guard forwardedRequests.add(forwarding, number) else {
      forwarding.fail(.tooMany)
      return .deferred(promise.response)
    }
    let response = promise.response
    let send = { @Sendable in
      exchange.snapshot.sandbox.add(response, for: exchange.snapshot)
      forwarding.start { upstream.send(request, address.host, $0) }
      return Reply.deferred(response)
    }
    guard let delay = stub?.delay, delay > .zero else { return send() }
    let delayed = DeferredResponse(for: delay, recordNumber: number, onCutOff: cutOff, reply: send)
    exchange.snapshot.sandbox.add(delayed, for: exchange.snapshot)
    return .deferred(delayed)
  }

  /// Ends the transfer of a request whose client has left, if it is forwarded.
  /// - Parameter number: see ``Response/recordNumber``.
  package func endForwarding(of number: UInt64) {
    if upstream != nil { forwardedRequests.depart(number) }
  }

  /// Ends all transfers without a response, and returns when those that have one are recorded.
  package func endForwarding() { forwardedRequests.end() }

  /// Records and compares a response, and returns it as the outcome.
  private func outcome(
    of exchange: Exchange, _ result: Result<Response, ForwardingFailure>, _ capture: CapturedExchange?,
    _ address: UpstreamAddress, _ upstream: Upstream, _ stub: AppliedStub?
  ) -> Outcome {
    let duration = exchange.started.duration(to: .now)
    var outcome: Outcome
    switch result {
    case .failure(let failure):
      outcome = Outcome(response: failure.response, stub: stub, explanation: Explanation(failure.detail))
      outcome.forwarding = ForwardingRecord(host: address.host, duration: duration, failure: failure.code)
    case .success(let response):
      let kept = capture.map(captureRedactor.redacted)
      if let kept { upstream.record?(kept) }
      // Compared with its credentials and secrets, because rules are about them.
      let comparison = capture.flatMap { capture in
        upstream.compare?(capture).redacted(by: captureRedactor, in: capture)
      }
      outcome = Outcome(
        response: Response(status: response.status, fields: response.fields.forClient, body: response.body),
        stub: stub)
      outcome.forwarding = ForwardingRecord(
        host: address.host, duration: duration, comparison: comparison, keptResponse: kept?.response)
    }
    if let mapping = stub?.mapping { outcome.response.deliver(as: mapping.response) }
    return outcome
  }
}

extension ForwardingFailure {
  fileprivate static let tooMany = ForwardingFailure(
    code: "upstream-too-many", title: "Too many requests wait for vendors",
    detail: "\(ForwardedRequests.maximum) requests wait for vendors already; send fewer at once")
}

extension Request {
  /// The request as the vendor gets it.
  fileprivate func forwarded(to address: UpstreamAddress) -> Request {
    Request(
      method: method, target: address.target, fields: inOriginForm.fields.forFurtherServer, body: body,
      scheme: .https)
  }
}

extension CapturedExchange {
  /// Returns nil if there is no response.
  fileprivate init?(
    _ request: Request, to address: UpstreamAddress, started: Date, duration: Duration,
    _ result: Result<Response, ForwardingFailure>, sandbox: String
  ) {
    guard case .success(let response) = result else { return nil }
    self.init(
      started: started, duration: duration,
      request: CapturedRequest(
        method: request.method, url: "https://\(address.host)\(address.target)", fields: HTTPFields(request.fields),
        body: .whole(request.keptBytes)),
      response: CapturedResponse(
        status: response.status, fields: HTTPFields(response.fields), body: .whole(response.body)),
      details: ["sandbox": .string(sandbox)])
  }
}
