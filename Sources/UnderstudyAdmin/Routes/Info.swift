import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension AdminRoute {
  static let info = [
    AdminRoute("GET", "/info", "Options and the source of each, endpoints, usage", AdminRequest.info)
  ]
}

extension AdminRequest {
  fileprivate func info() -> Response {
    let (usage, limits) = (journal.usage, journal.limits)
    return Response(
      status: 200,
      json: [
        "version": .string(control.server.version),
        "uptimeInSeconds": .number(Number(control.server.uptime)),
        "options": .array(
          control.server.options().map { option in
            ["name": .string(option.name), "value": option.value, "origin": .string(option.origin)]
          }),
        "endpoints": .array(
          emulator.registry.vendors.flatMap { vendor in vendor.surfaces.map { $0.info(of: vendor) } }),
        "sandboxes": .number(Number(emulator.sandboxes.all.count)),
        "journal": [
          "entries": .number(Number(usage.entries)), "bytes": .number(Number(usage.bytes)),
          "evicted": .number(Number(usage.evictions)), "entriesLimit": .number(Number(limits.entries)),
          "bytesLimit": .number(Number(limits.bytes)),
        ],
      ])
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
