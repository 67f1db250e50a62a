import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore

extension AdminRoute {
  static let reset = [AdminRoute("POST", "/reset", "Reset the sandbox", AdminRequest.reset)]

  static let sandboxes = [
    AdminRoute("GET", "/sandboxes", "The sandboxes in use", AdminRequest.sandboxes),
    AdminRoute("DELETE", "/sandboxes", "Remove all sandboxes", AdminRequest.removeAllSandboxes),
    AdminRoute("DELETE", "/sandboxes/{name}", "Remove a sandbox", AdminRequest.removeSandbox),
  ]
}

extension AdminRequest {
  fileprivate func reset() throws(AdminError) -> Response {
    try storing { () throws(StoreError) in try emulator.sandboxes.reset(sandbox) }
    return .done
  }

  fileprivate func sandboxes() -> Response {
    let list = emulator.sandboxes.all.map { sandbox -> JSON in
      let usage = journal.usage(of: sandbox.generation)
      return [
        "name": .string(sandbox.name),
        "requests": .number(Number(usage.entries)),
        "evicted": .number(Number(usage.evictions)),
        "mappings": .number(Number(sandbox.withStubs(\.active).count)),
        "waiting": .number(Number(sandbox.deferredCount)),
        "idleSeconds": .number(Number(Int(sandbox.idleTime / .seconds(1)))),
      ]
    }
    return Response(
      status: 200, json: ["sandboxes": .array(list), "meta": ["total": .number(Number(list.count))]])
  }

  /// Removes the sandbox of the last path parameter, which may be another than the request's and may be unused.
  fileprivate func removeSandbox() throws(AdminError) -> Response {
    let name: SandboxName
    do throws(SandboxName.Invalid) {
      name = try SandboxName(parameter(0))
    } catch {
      throw AdminError(error.response)
    }
    try storing { () throws(StoreError) in try emulator.sandboxes.remove(emulator.sandboxes[name]) }
    return .done
  }

  fileprivate func removeAllSandboxes() throws(AdminError) -> Response {
    for sandbox in emulator.sandboxes.all {
      try storing { () throws(StoreError) in try emulator.sandboxes.remove(sandbox) }
    }
    return .done
  }
}
