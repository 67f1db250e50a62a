import Foundation
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let clock = [
    AdminRoute("GET", "/clock", "The sandbox's time", AdminRequest.clock),
    AdminRoute("PUT", "/clock", "Set, freeze or advance the sandbox's time", body: .clock, AdminRequest.setClock),
    AdminRoute("DELETE", "/clock", "Return to the system's time", AdminRequest.resetClock),
  ]
}

extension AdminBody {
  static let clock = AdminBody(
    "ClockChange", "The properties to change",
    [
      "now": ["type": "string", "format": "date-time"], "frozen": .booleanSchema,
      "advanceMilliseconds": .integerSchema,
    ], example: ["now": "2026-04-17T12:00:00Z", "frozen": true])
}

extension AdminRequest {
  fileprivate func clock() -> Response {
    let clock = sandbox.clock
    return Response(
      status: 200, json: ["now": .string(Timestamp(clock.date).description), "frozen": .bool(clock.isFrozen)])
  }

  fileprivate func setClock() throws(AdminError) -> Response {
    let change = try body { json throws(DocumentErrors) in try ClockChange(reading: json) }
    let isSet = sandbox.clock.set(
      change.now?.date, advance: TimeInterval(change.advance) / 1000,
      change.isFrozen.map { $0 ? .frozen : .running })
    guard isSet else {
      throw AdminError(
        422, title: "The time is out of range", detail: "Years from 0001 to 9999 are supported")
    }
    return self.clock()
  }

  fileprivate func resetClock() -> Response {
    sandbox.clock.set(Date(), .running)
    return clock()
  }
}

/// A change of the clock. Properties that are nil stay as they are.
private struct ClockChange {
  var now: Timestamp?
  var isFrozen: Bool?
  /// In milliseconds.
  var advance = 0

  /// About a thousand years.
  private static let largestAdvance = 31_556_952_000_000

  init(reading json: JSON) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a clock") { ClockChange($0) }
  }

  private init(_ fields: DocumentReader) {
    if let text = fields.string("now") {
      now = Timestamp(text)
      if now == nil { fields.addError("`now` must be a time such as 2026-04-17T12:00:00Z", at: "now") }
    }
    isFrozen = fields.value("frozen") == nil ? nil : fields.flag("frozen")
    advance = fields.integer("advanceMilliseconds", in: -Self.largestAdvance...Self.largestAdvance) ?? 0
    if now == nil, isFrozen == nil, advance == 0, fields.value("advanceMilliseconds") == nil {
      fields.addError("one of `now`, `frozen` and `advanceMilliseconds` is required")
    }
  }
}
