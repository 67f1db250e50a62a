import Foundation
import HTTPTypes
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension AdminRoute {
  static let health = [
    AdminRoute("GET", "/health", "The server's health, in WireMock's form", on: .eventLoop) { $0.health() },
    AdminRoute("GET", "/version", "The server's version") {
      .json(["version": .string($0.control.server.version)])
    },
  ]

  static let probes = [
    AdminRoute("GET", "/livez", "Whether the process is up", on: .eventLoop) { _ in .json(["status": "live"]) },
    AdminRoute(
      "GET", "/readyz",
      "Whether seeds are loaded, the database can be read and written and the server is not stopping",
      on: .eventLoop
    ) { $0.readiness() },
    AdminRoute("GET", "/info", "Options and the source of each, endpoints, TLS, upstream, usage") { $0.info() },
    AdminRoute("GET", "/metrics", "Counters in Prometheus format") { $0.metrics() },
  ]
}

extension AdminRequest {
  fileprivate func health() -> Reply {
    .json([
      "status": "healthy", "message": "Understudy is ok", "version": .string(control.server.version),
      "uptimeInSeconds": .number(Number(control.server.uptimeInSeconds)), "timestamp": .string(Date().iso8601),
    ])
  }

  fileprivate func readiness() -> Reply {
    guard control.server.isServing(), store.isAnswering else {
      return .json(["status": "not ready"], status: 503)
    }
    guard let failure = store.writeFailure else { return .json(["status": "ready"]) }
    return .json(["status": "not ready", "reason": .string("writes fail: \(failure)")], status: 503)
  }

  fileprivate func info() -> Reply {
    let (usage, limits) = (journal.usage, journal.limits)
    return .json([
      "version": .string(control.server.version),
      "uptimeInSeconds": .number(Number(control.server.uptimeInSeconds)),
      "profile": .string(sandbox.switches.profile.rawValue),
      "options": .array(control.server.options()),
      "endpoints": .array(
        emulator.registry.vendors.flatMap { vendor in vendor.surfaces.map { $0.info(of: vendor) } }),
      "tls": tlsInfo, "upstream": control.server.upstream(),
      "sandboxes": .number(Number(emulator.sandboxes.all.count)),
      "changedSeeds": .object(changedSeeds), "seeds": control.server.startupFiles.json,
      "journal": [
        "entries": .number(Number(usage.entries)), "bytes": .number(Number(usage.bytes)),
        "evicted": .number(Number(usage.evictions)), "entriesLimit": .number(Number(limits.entries)),
        "bytesLimit": .number(Number(limits.bytes)),
      ],
    ])
  }

  /// The number of agents that the database keeps otherwise than the seed files had them at the start, by vendor.
  private var changedSeeds: Members {
    emulator.seeded.differences.counts.sorted { $0.key < $1.key }.reduce(into: Members()) { members, count in
      members[count.key] = .number(Number(count.value))
    }
  }

  /// Returns the counters in Prometheus text exposition format 0.0.4.
  fileprivate func metrics() -> Reply {
    let (counts, journal, sandboxes) = (emulator.counters.counts, journal.usage, emulator.sandboxes.all)
    let metrics: [(name: String, help: String, samples: [(labels: String, value: Int)])] = [
      (
        "requests_total", "Answered requests.",
        counts.answers.map { (#"{endpoint="\#($0.surface ?? "none")",status="\#($0.status)"}"#, $1) }
      ),
      ("refusals_total", "Requests that a rule refused.", counts.refusals.map { (#"{rule="\#($0)"}"#, $1) }),
      (
        "findings_total", "Requests that --fail-on can fail a run for.",
        RequestCounters.Issue.allCases.map { (#"{kind="\#($0.rawValue)"}"#, counts.issues[$0]?.count ?? 0) }
      ),
      (
        "protocol_errors_total", "Requests that were refused as malformed or too large before any endpoint.",
        counts.protocolErrors.map { (#"{status="\#($0.map(String.init) ?? "none")"}"#, $1) }
      ),
      ("journal_entries", "Requests in the journal.", [("", journal.entries)]),
      ("journal_bytes", "Approximate memory of the journal, in bytes.", [("", journal.bytes)]),
      ("journal_evicted_total", "Requests evicted from the journal.", [("", journal.evictions)]),
      (
        "log_dropped_lines_total", "Log lines dropped because standard error was not read.",
        [("", control.server.droppedLogLines())]
      ),
      ("sandboxes", "Sandboxes in use.", [("", sandboxes.count)]),
      ("waiting_answers", "Delayed responses.", [("", sandboxes.reduce(0) { $0 + $1.deferredCount })]),
    ]
    let text = metrics.map { name, help, samples in
      let type = name.hasSuffix("_total") ? "counter" : "gauge"
      let lines = samples.map { "understudy_\(name)\($0.labels) \($0.value)\n" }.sorted()
      return "# HELP understudy_\(name) \(help)\n# TYPE understudy_\(name) \(type)\n" + lines.joined()
    }.joined()
    return .immediate(
      Response(
        status: 200, fields: [.contentType: "text/plain; version=0.0.4; charset=utf-8"], body: Array(text.utf8)))
  }
}

extension Surface {
  fileprivate func info(of vendor: Vendor) -> JSON {
    let first = operations.first
    return [
      "id": .string(id), "title": .string(title), "vendor": .string(vendor.id),
      "vendorTitle": .string(vendor.title), "host": .string(host),
      "method": .string(first?.method ?? ""), "path": .string(first?.path.description ?? ""),
      "reads": .array(operations.dropFirst().map { .string($0.path.description) }),
      "credential": credential.places.first.map { .string($0.headerName) } ?? .null,
      "collection": .string(resource.id), "document": .string(document),
    ]
  }
}
