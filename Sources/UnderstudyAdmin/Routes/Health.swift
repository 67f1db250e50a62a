import Foundation
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let health = [
    AdminRoute("GET", "/health", "The server's health, in WireMock's form", on: .eventLoop, AdminRequest.health),
    AdminRoute("GET", "/version", "The server's version", AdminRequest.version),
  ]

  static let probes = [
    AdminRoute("GET", "/livez", "Whether the process is up", on: .eventLoop, AdminRequest.liveness),
    AdminRoute(
      "GET", "/readyz", "Whether seeds are loaded, the database answers and the server is not stopping",
      on: .eventLoop, AdminRequest.readiness),
  ]
}

extension AdminRequest {
  fileprivate func health() -> Response {
    Response(
      status: 200,
      json: [
        "status": "healthy", "message": "Understudy is ok", "version": .string(control.server.version),
        "uptimeInSeconds": .number(Number(control.server.uptime)), "timestamp": .string(Date().text),
      ])
  }

  fileprivate func version() -> Response {
    Response(status: 200, json: ["version": .string(control.server.version)])
  }

  fileprivate func liveness() -> Response { Response(status: 200, json: ["status": "live"]) }

  fileprivate func readiness() -> Response {
    let isReady = control.server.isServing() && store.isAnswering
    return Response(status: isReady ? 200 : 503, json: ["status": isReady ? "ready" : "not ready"])
  }
}
