import Foundation
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRequest {
  /// Everything of the sandbox as it began.
  func reset() throws(AdminError) -> Response {
    try storing { () throws(StoreError) in try emulator.sandboxes.reset(sandbox) }
    return .done
  }

  func audit() throws(AdminError) -> Response {
    let records = try storing { () throws(StoreError) in try store.audit(in: sandbox.id) }
    return Response(
      status: 200,
      json: [
        "audit": .array(
          records.map { record in
            [
              "collection": .string(record.collection), "id": .string(record.id),
              "field": .string(record.entry.field), "before": record.entry.before, "after": record.entry.after,
              "time": .string(record.entry.time), "credential": record.entry.credential.map(JSON.string) ?? .null,
            ]
          })
      ])
  }

  func clock() -> Response {
    let clock = sandbox.clock
    return Response(
      status: 200, json: ["now": .string(Timestamp(clock.date).description), "frozen": .bool(clock.isFrozen)])
  }

  /// `{"now":"2026-04-17T12:00:00Z","frozen":true,"advanceMilliseconds":60000}`, each if it is to change.
  func setClock() throws(AdminError) -> Response {
    let change = try body { json throws(DocumentErrors) in try ClockChange(reading: json) }
    let isSet = sandbox.clock.set(
      change.now?.date, advance: TimeInterval(change.advance) / 1000,
      change.isFrozen.map { $0 ? .frozen : .running })
    guard isSet else {
      throw AdminError(
        422, title: "The clock cannot go there", detail: "Times have years from 0001 to 9999, as agents are stamped"
      )
    }
    return self.clock()
  }

  func resetClock() -> Response {
    sandbox.clock.set(Date(), .running)
    return clock()
  }

  private func snapshotName() throws(AdminError) -> String {
    do throws(SandboxName.Invalid) {
      return try SandboxName(parameter(0)).text
    } catch {
      throw AdminError(
        400, title: "No snapshot can have this name",
        detail: "A name is 1 to 64 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\"")
    }
  }

  func snapshots() throws(AdminError) -> Response {
    let snapshots = try storing { () throws(StoreError) in try store.snapshots(of: sandbox.id) }
    let list = snapshots.map { ["name": .string($0.name), "agents": .number(Number($0.agents))] as JSON }
    return Response(status: 200, json: ["snapshots": .array(list)])
  }

  func saveSnapshot() throws(AdminError) -> Response {
    let name = try snapshotName()
    let others = try storing { () throws(StoreError) in try store.snapshots(of: sandbox.id) }.filter {
      $0.name != name
    }
    guard others.count < Self.mostSnapshots else {
      throw .tooMany("A sandbox can have at most \(Self.mostSnapshots) snapshots")
    }
    try storing { () throws(StoreError) in try store.saveSnapshot(name, of: sandbox.id) }
    return Response(status: 200, json: ["name": .string(name)])
  }

  private static let mostSnapshots = 100

  func removeSnapshot() throws(AdminError) -> Response {
    let name = parameter(0)
    let isRemoved = try storing { () throws(StoreError) in try store.removeSnapshot(name, of: sandbox.id) }
    guard isRemoved else { throw unknownSnapshot(name) }
    return .done
  }

  func restoreSnapshot() throws(AdminError) -> Response {
    let name = parameter(0)
    let isRestored = try storing { () throws(StoreError) in try emulator.sandboxes.restore(name, of: sandbox) }
    guard isRestored else { throw unknownSnapshot(name) }
    return Response(status: 200, json: ["name": .string(name)])
  }

  private func unknownSnapshot(_ name: String) -> AdminError {
    .unknown("snapshot", name, hint: "GET \(ControlPlane.prefix)/snapshots lists them")
  }
}

/// What a call wants the clock to be.
private struct ClockChange {
  var now: Timestamp?
  var isFrozen: Bool?
  /// Milliseconds.
  var advance = 0

  /// About a thousand years.
  private static let farthest = 31_556_952_000_000

  init(reading json: JSON) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a clock") { ClockChange($0) }
  }

  private init(_ fields: DocumentReader) {
    if let text = fields.string("now") {
      now = Timestamp(text)
      if now == nil { fields.addError("`now` must be a time such as 2026-04-17T12:00:00Z", at: "now") }
    }
    isFrozen = fields.value("frozen") == nil ? nil : fields.flag("frozen")
    advance = fields.integer("advanceMilliseconds", in: -Self.farthest...Self.farthest) ?? 0
    if now == nil, isFrozen == nil, advance == 0, fields.value("advanceMilliseconds") == nil {
      fields.addError("a clock is changed by `now`, `frozen` or `advanceMilliseconds`; one of them must be given")
    }
  }
}
