import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore

extension AdminRoute {
  static let snapshots = [
    AdminRoute("GET", "/snapshots", "The snapshots of the sandbox's agents", AdminRequest.snapshots),
    AdminRoute("PUT", "/snapshots/{name}", "Save the agents under a name", AdminRequest.saveSnapshot),
    AdminRoute("DELETE", "/snapshots/{name}", "Remove a snapshot", AdminRequest.removeSnapshot),
    AdminRoute(
      "POST", "/snapshots/{name}/restore", "Restore the agents of a snapshot", AdminRequest.restoreSnapshot),
  ]
}

extension AdminRequest {
  private static let maximumSnapshots = 100

  fileprivate func snapshots() throws(AdminError) -> Response {
    let snapshots = try storing { () throws(StoreError) in try store.snapshots(of: sandbox.id) }
    let list = snapshots.map { ["name": .string($0.name), "agents": .number(Number($0.agents))] as JSON }
    return Response(status: 200, json: ["snapshots": .array(list)])
  }

  fileprivate func saveSnapshot() throws(AdminError) -> Response {
    let name = try snapshotName()
    let others = try storing { () throws(StoreError) in try store.snapshots(of: sandbox.id) }
      .filter { $0.name != name }
    guard others.count < Self.maximumSnapshots else {
      throw .limitReached("A sandbox can have at most \(Self.maximumSnapshots) snapshots")
    }
    try storing { () throws(StoreError) in try store.saveSnapshot(name, of: sandbox.id) }
    return Response(status: 200, json: ["name": .string(name)])
  }

  private func snapshotName() throws(AdminError) -> String {
    do throws(SandboxName.Invalid) {
      return try SandboxName(parameter(0)).text
    } catch {
      throw AdminError(
        400, title: "Invalid snapshot name",
        detail: "A name is 1 to 64 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\"")
    }
  }

  fileprivate func removeSnapshot() throws(AdminError) -> Response {
    let name = parameter(0)
    let isRemoved = try storing { () throws(StoreError) in try store.removeSnapshot(name, of: sandbox.id) }
    guard isRemoved else { throw snapshotNotFound(name) }
    return .done
  }

  fileprivate func restoreSnapshot() throws(AdminError) -> Response {
    let name = parameter(0)
    let isRestored = try storing { () throws(StoreError) in try emulator.sandboxes.restore(name, of: sandbox) }
    guard isRestored else { throw snapshotNotFound(name) }
    return Response(status: 200, json: ["name": .string(name)])
  }

  private func snapshotNotFound(_ name: String) -> AdminError {
    .notFound("snapshot", name, hint: "GET \(ControlPlane.prefix)/snapshots lists them")
  }
}
