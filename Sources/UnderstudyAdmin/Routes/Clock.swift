import Foundation
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let clock = [
    AdminRoute("GET", "/clock", "The sandbox's time") { $0.clock() },
    AdminRoute("PUT", "/clock", "Set, freeze or advance the sandbox's time", body: .clock, changing: .sandbox) {
      try $0.setClock()
    },
    AdminRoute("DELETE", "/clock", "Return to the system's time", changing: .sandbox) { request in
      request.sandbox.clock.set(Date(), .running)
      return request.clock()
    },
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
  fileprivate func clock() -> Reply {
    .json(sandbox.clock.document)
  }

  fileprivate func setClock() throws -> Reply {
    let change = try DocumentReader.read(body, "a clock", as: ClockChange.init)
    guard sandbox.clock.set(change.now?.date, advance: TimeInterval(change.advance) / 1000, change.pace) else {
      throw AdminError(422, title: "The time is out of range", detail: "Years from 0001 to 9999 are supported")
    }
    return clock()
  }
}

extension Clock {
  /// The time, and whether it is another than the system's: it stands, or it was moved.
  var document: JSON {
    [
      "now": .string(Timestamp(date).description), "frozen": .bool(isFrozen),
      "moved": .bool(!isFrozen && isMoved),
    ]
  }
}

/// A change of the clock. Properties that are nil stay as they are.
private struct ClockChange {
  var now: Timestamp?
  let pace: Clock.Pace?
  /// In milliseconds.
  let advance: Int

  /// About a thousand years.
  private static let largestAdvance = 31_556_952_000_000

  init(_ fields: DocumentReader) {
    if let text = fields.string("now") {
      now = Timestamp(text)
      if now == nil { fields.addError("`now` must be a time such as 2026-04-17T12:00:00Z", at: "now") }
    }
    pace = fields.value("frozen") == nil ? nil : fields.flag("frozen") ? .frozen : .running
    advance = fields.integer("advanceMilliseconds", in: -Self.largestAdvance...Self.largestAdvance) ?? 0
    if !["now", "frozen", "advanceMilliseconds"].contains(where: fields.has) {
      fields.addError("one of `now`, `frozen` and `advanceMilliseconds` is required")
    }
  }
}
