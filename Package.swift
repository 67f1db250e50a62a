// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "understudy",
  products: [
    .executable(name: "understudy", targets: ["Command"]),
    // For tests in Swift, which start a server of their own.
    .library(name: "Understudy", targets: ["Understudy"]),
  ],
  dependencies: [
    // SQLite with migrations, cached statements and one serialized writer.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // The command line: parsing, help, completions and exit code 64.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // The log interface that Swift servers share; our handler writes to standard error.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // HTTPFields: an ordered multimap of header fields with case-insensitive names.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    // HMAC and SHA-256: secrets are kept as tokens that cannot be turned back, credentials as fingerprints.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // Each target exists because the compiler then enforces something: see docs/architecture.md.
    .systemLibrary(name: "CMicroHTTPD", providers: [.apt(["libmicrohttpd-dev"])]),
    .target(
      name: "MicroHTTP",
      dependencies: ["CMicroHTTPD", .product(name: "HTTPTypes", package: "swift-http-types")]),
    .target(name: "JSON"),
    .target(name: "Schema", dependencies: ["JSON"]),
    .target(name: "Vendors", dependencies: ["JSON", "Schema"]),
    .target(name: "OpenAPI", dependencies: ["JSON", "Schema", "Vendors"]),
    .target(name: "Seeds", dependencies: ["JSON", "Schema", "Vendors"]),
    .target(
      name: "Stubbing", dependencies: ["JSON", .product(name: "HTTPTypes", package: "swift-http-types")]),
    .target(
      name: "Storage",
      dependencies: [
        "JSON", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "Emulation",
      dependencies: [
        "JSON", "MicroHTTP", "Schema", "Seeds", "Storage", "Stubbing", "Vendors",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "Control",
      dependencies: [
        "Emulation", "JSON", "MicroHTTP", "OpenAPI", "Schema", "Seeds", "Storage", "Stubbing", "Vendors",
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      // The dashboard's files, so that the program stays one file.
      resources: [.embedInCode("UI")]),
    .target(
      name: "Understudy",
      dependencies: [
        "Control", "Emulation", "JSON", "MicroHTTP", "Schema", "Seeds", "Storage", "Vendors",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "Command",
      dependencies: [
        "Control", "Emulation", "JSON", "MicroHTTP", "OpenAPI", "Schema", "Seeds", "Storage", "Understudy",
        "Vendors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .target(name: "TestSupport", dependencies: ["JSON"], path: "Tests/TestSupport"),
    .testTarget(name: "JSONTests", dependencies: ["JSON"]),
    .testTarget(name: "SchemaTests", dependencies: ["JSON", "Schema"]),
    .testTarget(name: "VendorsTests", dependencies: ["JSON", "Schema", "Vendors"]),
    .testTarget(
      name: "StubbingTests",
      dependencies: ["JSON", "Stubbing", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types")]),
    .testTarget(
      name: "MicroHTTPTests",
      dependencies: ["MicroHTTP", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types")]),
    .testTarget(
      name: "StorageTests",
      dependencies: ["JSON", "Storage", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "SeedsTests", dependencies: ["JSON", "Schema", "Seeds", "TestSupport", "Vendors"]),
    .testTarget(
      name: "EmulationTests",
      dependencies: [
        "Emulation", "JSON", "MicroHTTP", "OpenAPI", "Schema", "Seeds", "Storage", "TestSupport", "Vendors",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "ControlTests",
      dependencies: [
        "Control", "Emulation", "JSON", "MicroHTTP", "OpenAPI", "Schema", "Seeds", "Storage", "Stubbing",
        "TestSupport",
        "Understudy", "Vendors",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    // As an outside package sees it: nothing else is imported.
    .testTarget(name: "UnderstudyTests", dependencies: ["Understudy"]),
    // Runs the built executable, which its dependency on the target puts beside it.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Command", "Control", "JSON", "OpenAPI", "Storage", "TestSupport", "Vendors",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)

// Only `make fuzz` sets this: everything is then compiled for libFuzzer.
let isFuzzing = Context.environment["UNDERSTUDY_FUZZING"] != nil
if isFuzzing {
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzzing/CLibFuzzer"),
    .target(name: "FuzzSupport", dependencies: ["CLibFuzzer", "Control"], path: "Tests/Fuzzing/FuzzSupport"),
  ]
  package.targets += ["FuzzJSON", "FuzzRequest", "FuzzSeeds", "FuzzControl", "FuzzWire"].map { name in
    .executableTarget(name: name, dependencies: ["FuzzSupport", "Control"], path: "Tests/Fuzzing/\(name)")
  }
}

for target in package.targets where target.type != .system {
  target.swiftSettings = [.treatAllWarnings(as: .error)]
  if isFuzzing {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
    target.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
  }
}
