import Foundation
import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRequest {
  func health() -> Response {
    Response(
      status: 200,
      json: [
        "status": "healthy", "message": "Understudy is ok", "version": .string(control.server.version),
        "uptimeInSeconds": .number(Number(uptime)), "timestamp": .string(Date().text),
      ])
  }

  /// In whole seconds.
  private var uptime: Int { Int(control.server.started.duration(to: .now) / .seconds(1)) }

  func version() -> Response { Response(status: 200, json: ["version": .string(control.server.version)]) }

  func liveness() -> Response { Response(status: 200, json: ["status": "live"]) }

  func readiness() -> Response {
    let isReady = control.server.isServing() && store.isAnswering
    return Response(status: isReady ? 200 : 503, json: ["status": isReady ? "ready" : "not ready"])
  }

  func info() -> Response {
    let (journal, limits) = (journal.usage, journal.limits)
    return Response(
      status: 200,
      json: [
        "version": .string(control.server.version),
        "uptimeInSeconds": .number(Number(uptime)),
        "options": .array(
          control.server.options().map { option in
            ["name": .string(option.name), "value": option.value, "origin": .string(option.origin)]
          }),
        "endpoints": .array(
          emulator.registry.vendors.flatMap { vendor in
            vendor.surfaces.map { surface in
              let first = surface.operations.first
              return [
                "id": .string(surface.id), "title": .string(surface.title), "vendor": .string(vendor.id),
                "vendorTitle": .string(vendor.title), "host": .string(surface.host),
                "method": .string(first?.method ?? ""), "path": .string(first?.path.description ?? ""),
                "reads": .array(surface.operations.dropFirst().map { .string($0.path.description) }),
                "credential": surface.credential.places.first.map { .string($0.headerName) } ?? .null,
                "collection": .string(surface.resource.id), "document": .string(surface.document),
              ]
            }
          }),
        "sandboxes": .number(Number(emulator.sandboxes.all.count)),
        "journal": [
          "entries": .number(Number(journal.entries)), "bytes": .number(Number(journal.bytes)),
          "evicted": .number(Number(journal.evictions)), "entriesLimit": .number(Number(limits.entries)),
          "bytesLimit": .number(Number(limits.bytes)),
        ],
      ])
  }

  func sandboxes() -> Response {
    let list = emulator.sandboxes.all.map { sandbox -> JSON in
      let use = journal.usage(of: sandbox.generation)
      return [
        "name": .string(sandbox.name),
        "requests": .number(Number(use.entries)),
        "evicted": .number(Number(use.evictions)),
        "mappings": .number(Number(sandbox.withStubs(\.active).count)),
        "waiting": .number(Number(sandbox.waiting)),
        "idleSeconds": .number(Number(Int(sandbox.idleTime / .seconds(1)))),
      ]
    }
    return Response(
      status: 200, json: ["sandboxes": .array(list), "meta": ["total": .number(Number(list.count))]])
  }

  /// The one that the path names, which need not be the call's own, nor have been used.
  func removeSandbox() throws(AdminError) -> Response {
    let name: SandboxName
    do throws(SandboxName.Invalid) {
      name = try SandboxName(parameter(0))
    } catch {
      throw AdminError(error.response)
    }
    try storing { () throws(StoreError) in try emulator.sandboxes.remove(emulator.sandboxes[name]) }
    return .done
  }

  func removeSandboxes() throws(AdminError) -> Response {
    for sandbox in emulator.sandboxes.all {
      try storing { () throws(StoreError) in try emulator.sandboxes.remove(sandbox) }
    }
    return .done
  }

  /// Reads the seed directories again: all or nothing. What sandboxes have changed stays theirs.
  func reloadSeeds() throws(AdminError) -> Response {
    let seeds: SeedSet
    do throws(SeedLoadingError) {
      seeds = try control.server.readSeeds()
    } catch {
      throw AdminError(error)
    }
    try storing { () throws(StoreError) in try store.replaceSeeds(seeds.storedAgents) }
    emulator.useReferenceData(of: seeds)
    return Response(status: 200, json: ["agents": .number(Number(seeds.agents.count))])
  }
}

extension AdminError {
  fileprivate init(_ failure: SeedLoadingError) {
    switch failure {
    case .unreadable(let sentence):
      self.init(422, title: "The seeds are not readable; those in use stay", detail: sentence)
    case .invalid(let mistakes):
      let errors = mistakes.map { mistake -> JSON in
        [
          "code": 422, "title": "The seeds are wrong; those in use stay",
          "source": [
            "file": .string(mistake.file), "line": .number(Number(mistake.position.line)),
            "column": .number(Number(mistake.position.column)), "pointer": .string(mistake.pointer),
          ],
          "detail": .string(mistake.message),
        ]
      }
      self.init(Response(status: 422, json: ["errors": .array(errors)]))
    }
  }
}
