import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let compare = [
    AdminRoute(
      "GET", "/compare",
      "What `--upstream compare` found, by operation and outcome, and the operations that were not tried",
      query: ["sandboxes"]
    ) { try $0.compare() }
  ]
}

extension AdminRequest {
  fileprivate func compare() throws -> Reply {
    let cases = ComparisonCase.all(in: try journal.entries(of: wantedGeneration), of: emulator.registry.surfaces)
    return counting(
      Response(
        status: 200,
        json: [
          "mode": control.server.upstream().members?["mode"] ?? .null, "cases": .array(cases.map(\.json)),
        ]))
  }
}
