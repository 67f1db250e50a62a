import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let reset = [
    AdminRoute("POST", "/reset", "Reset the sandbox") { request in
      try request.emulator.sandboxes.reset(request.sandbox)
      return .done
    }
  ]

  static let snapshots = [
    AdminRoute("GET", "/snapshots", "The snapshots of the sandbox's agents") { request in
      let snapshots = try request.store.snapshots(of: request.sandbox.id)
      return .json([
        "snapshots": .array(snapshots.map { ["name": .string($0.name), "agents": .number(Number($0.agents))] })
      ])
    },
    AdminRoute("PUT", "/snapshots/{name}", "Save the agents under a name", changing: .sandbox) {
      try $0.saveSnapshot()
    },
    AdminRoute("DELETE", "/snapshots/{name}", "Remove a snapshot", changing: .sandbox) { try $0.removeSnapshot() },
    AdminRoute("POST", "/snapshots/{name}/restore", "Restore the agents of a snapshot", changing: .sandbox) {
      try $0.restoreSnapshot()
    },
  ]

  static let export = [
    AdminRoute("GET", "/export", "Agents and accounts as a seed file") { try $0.export() }
  ]

  static let sandboxes = [
    AdminRoute("GET", "/sandboxes", "The sandboxes in use") { try $0.sandboxes() },
    AdminRoute("DELETE", "/sandboxes", "Remove all sandboxes") { request in
      let sandboxes = request.emulator.sandboxes
      for sandbox in sandboxes.all { try sandboxes.remove(sandbox) }
      return .done
    },
    // The sandbox may be another than the request's, and may be unused.
    AdminRoute("DELETE", "/sandboxes/{name}", "Remove a sandbox") { request in
      let sandboxes = request.emulator.sandboxes
      try sandboxes.remove(sandboxes[SandboxName(request.parameter(0))])
      return .done
    },
  ]

}

extension AdminRequest {
  private static let maximumSnapshots = 100

  fileprivate func saveSnapshot() throws -> Reply {
    guard let name = try? SandboxName(parameter(0)).text else {
      throw AdminError(400, title: "Invalid snapshot name", detail: "A name is \(SandboxName.rule)")
    }
    let others = try store.snapshots(of: sandbox.id).filter { $0.name != name }
    guard others.count < Self.maximumSnapshots else {
      throw AdminError.limitReached("A sandbox can have at most \(Self.maximumSnapshots) snapshots")
    }
    try store.saveSnapshot(name, of: sandbox.id)
    return .json(["name": .string(name)])
  }

  fileprivate func removeSnapshot() throws -> Reply {
    guard try store.removeSnapshot(parameter(0), of: sandbox.id) else { throw snapshotNotFound }
    return .done
  }

  fileprivate func restoreSnapshot() throws -> Reply {
    guard try emulator.sandboxes.restore(parameter(0), of: sandbox) else { throw snapshotNotFound }
    emulator.sandboxes.edits.add(restorationOf: parameter(0), in: sandbox)
    return .json(["name": .string(parameter(0))])
  }

  private var snapshotNotFound: AdminError {
    .notFound("snapshot", parameter(0), hint: "GET \(ControlPlane.prefix)/snapshots lists them")
  }

  /// Returns the sandbox's agents and the seeded accounts as one seed file.
  fileprivate func export() throws -> Reply {
    let agents = try store.agents(in: sandbox.id).map { ($0.collection, $0.record) }
    return .json(emulator.seeded.seeds.document(with: agents, of: emulator.registry.vendors))
  }
}
