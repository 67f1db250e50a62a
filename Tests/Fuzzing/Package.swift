// swift-tools-version: 6.2
import PackageDescription

// Fuzzers, in a package of their own because everything in it is compiled for libFuzzer. The modules are links to
// the project's. `make fuzz` runs each for a while; see docs/architecture.md.
let package = Package(
  name: "fuzzing",
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    .systemLibrary(name: "CMicroHTTPD"),
    .target(
      name: "MicroHTTP",
      dependencies: ["CMicroHTTPD", .product(name: "HTTPTypes", package: "swift-http-types")]),
    .target(name: "JSON"),
    .target(name: "Schema", dependencies: ["JSON"]),
    .target(name: "Vendors", dependencies: ["JSON", "Schema"]),
    .target(name: "Seeds", dependencies: ["JSON", "Schema", "Vendors"]),
    .target(
      name: "Storage",
      dependencies: [
        "JSON", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "Emulation",
      dependencies: [
        "JSON", "MicroHTTP", "Schema", "Seeds", "Storage", "Vendors",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(name: "FuzzJSON", dependencies: ["CLibFuzzer", "JSON"]),
    .executableTarget(name: "FuzzRequest", dependencies: ["CLibFuzzer", "Emulation", "Storage"]),
    .executableTarget(name: "FuzzWire", dependencies: ["CLibFuzzer", "MicroHTTP"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [.unsafeFlags(["-sanitize=fuzzer"])]
  target.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
}
