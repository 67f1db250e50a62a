// swift-tools-version: 6.2
import PackageDescription

let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
  name: "understudy",
  products: [
    .executable(name: "understudy", targets: ["UnderstudyCommand"]),
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
    // X.509 certificates with typed extensions. GnuTLS could make them too, but not the PKCS #12 file that Java reads.
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    // DER, for that file. swift-certificates brings it.
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
  ],
  targets: [
    // Each target exists because the compiler then enforces something: see docs/architecture.md.
    .systemLibrary(name: "CMicroHTTPD", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CUnderstudySQLite", providers: [.apt(["libsqlite3-dev"])]),
    // The HTTP client of --upstream. AsyncHTTPClient would need NIO and a second TLS, and five minutes of each build.
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-gnutls-dev"])]),
    .target(name: "UnderstudyPlatform", dependencies: ["CLinux"]),
    .target(name: "UnderstudyJSON", dependencies: ["UnderstudyPlatform"]),
    .target(name: "UnderstudyHTTP", dependencies: ["UnderstudyJSON", "UnderstudyPlatform", httpTypes]),
    .target(
      name: "UnderstudyCertificates",
      dependencies: [
        "UnderstudyPlatform", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"), .product(name: "X509", package: "swift-certificates"),
      ]),
    .target(
      name: "UnderstudyServer",
      dependencies: ["CMicroHTTPD", "UnderstudyCertificates", "UnderstudyHTTP", "UnderstudyPlatform", httpTypes]),
    .target(
      name: "UnderstudyUpstream",
      dependencies: ["CCurl", "UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform", httpTypes]),
    .target(
      name: "UnderstudyVendors", dependencies: ["UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform"],
      // The names of time zones: machines and containers need no time zone package. The seeds are a symbolic link to
      // `seed-data`, so that the program needs no file beside it.
      resources: [.embedInCode("Language/TimeZones.txt"), .embedInCode("Seeds/BuiltIn")]),
    .target(
      name: "UnderstudyWireMock",
      dependencies: ["UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform", httpTypes]),
    .target(
      name: "UnderstudyStore",
      dependencies: [
        "CUnderstudySQLite", "UnderstudyJSON", "UnderstudyPlatform", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "UnderstudyEmulator",
      dependencies: [
        "UnderstudyCapture", "UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform", "UnderstudyServer",
        "UnderstudyStore", "UnderstudyVendors", "UnderstudyWireMock",
        .product(name: "Crypto", package: "swift-crypto"), httpTypes, logging,
      ]),
    .target(
      name: "UnderstudyCapture",
      dependencies: ["UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform", httpTypes]),
    .target(
      name: "UnderstudyCompare",
      dependencies: [
        "UnderstudyCapture", "UnderstudyEmulator", "UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform",
        "UnderstudyStore", "UnderstudyVendors", "UnderstudyWireMock", httpTypes, logging,
      ]),
    .target(
      name: "UnderstudyAdmin",
      dependencies: [
        "UnderstudyCapture", "UnderstudyCertificates", "UnderstudyEmulator", "UnderstudyHTTP", "UnderstudyJSON",
        "UnderstudyPlatform",
        "UnderstudyServer", "UnderstudyStore", "UnderstudyVendors", "UnderstudyWireMock", httpTypes,
      ],
      // The dashboard's files, so that the program stays one file.
      resources: [.embedInCode("UI")]),
    .target(
      name: "Understudy",
      dependencies: [
        "UnderstudyAdmin", "UnderstudyCapture", "UnderstudyCertificates", "UnderstudyCompare", "UnderstudyEmulator",
        "UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform", "UnderstudyServer", "UnderstudyStore",
        "UnderstudyUpstream",
        "UnderstudyVendors", "UnderstudyWireMock", logging,
      ]),
    .executableTarget(
      name: "UnderstudyCommand",
      dependencies: [
        "Understudy", "UnderstudyAdmin", "UnderstudyCapture", "UnderstudyCertificates", "UnderstudyCompare",
        "UnderstudyEmulator", "UnderstudyHTTP", "UnderstudyJSON", "UnderstudyPlatform", "UnderstudyServer",
        "UnderstudyStore", "UnderstudyUpstream", "UnderstudyVendors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), logging,
      ]),

    .target(
      name: "UnderstudyTestSupport", dependencies: ["CMicroHTTPD", "UnderstudyJSON", "UnderstudyVendors"],
      path: "Tests/UnderstudyTestSupport"),
    .testTarget(name: "UnderstudyHTTPTests", dependencies: ["UnderstudyHTTP"]),
    .testTarget(name: "UnderstudyJSONTests", dependencies: ["UnderstudyJSON"]),
    .testTarget(
      name: "UnderstudyVendorsTests",
      dependencies: ["UnderstudyHTTP", "UnderstudyTestSupport", "UnderstudyVendors"]),
    .testTarget(
      name: "UnderstudyWireMockTests",
      dependencies: ["UnderstudyHTTP", "UnderstudyTestSupport", "UnderstudyWireMock", httpTypes]),
    .testTarget(
      name: "UnderstudyCertificatesTests",
      dependencies: [
        "UnderstudyCertificates", "UnderstudyPlatform", "UnderstudyTestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"), .product(name: "X509", package: "swift-certificates"),
      ]),
    .testTarget(
      name: "UnderstudyServerTests",
      dependencies: [
        "UnderstudyCertificates", "UnderstudyPlatform", "UnderstudyServer", "UnderstudyTestSupport", httpTypes,
      ]),
    .testTarget(
      name: "UnderstudyUpstreamTests",
      dependencies: [
        "Understudy", "UnderstudyCapture", "UnderstudyEmulator", "UnderstudyHTTP", "UnderstudyJSON",
        "UnderstudyPlatform", "UnderstudyTestSupport", "UnderstudyUpstream", "UnderstudyVendors", httpTypes,
        logging,
      ]),
    .testTarget(
      name: "UnderstudyStoreTests",
      dependencies: [
        "UnderstudyStore", "UnderstudyTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "UnderstudyEmulatorTests",
      dependencies: [
        "UnderstudyAdmin", "UnderstudyCapture", "UnderstudyCompare", "UnderstudyEmulator", "UnderstudyTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"), httpTypes,
        logging,
      ]),
    .testTarget(
      name: "UnderstudyCaptureTests",
      dependencies: ["UnderstudyCapture", "UnderstudyTestSupport", httpTypes]),
    .testTarget(
      name: "UnderstudyCompareTests",
      dependencies: ["UnderstudyCapture", "UnderstudyCompare", "UnderstudyTestSupport", httpTypes, logging],
      exclude: ["Reports/Golden"]),
    .testTarget(
      name: "UnderstudyAdminTests",
      dependencies: [
        "Understudy", "UnderstudyAdmin", "UnderstudyCapture", "UnderstudyTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
        httpTypes, logging,
      ]),
    // Uses the library as another package does: it imports nothing else, but for a client that speaks TLS.
    .testTarget(name: "UnderstudyTests", dependencies: ["Understudy", "UnderstudyTestSupport"]),
    // Runs the executable, which the dependency on its target builds.
    .testTarget(
      name: "UnderstudyCommandTests",
      dependencies: [
        "UnderstudyAdmin", "UnderstudyCertificates", "UnderstudyCommand", "UnderstudyServer", "UnderstudyStore",
        "UnderstudyTestSupport",
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
    .target(
      name: "FuzzSupport", dependencies: ["CLibFuzzer", "UnderstudyAdmin"], path: "Tests/Fuzzing/FuzzSupport"),
  ]
  package.targets += ["FuzzJSON", "FuzzRequest", "FuzzSeeds", "FuzzControl", "FuzzWire"].map { name in
    .executableTarget(name: name, dependencies: ["FuzzSupport", "UnderstudyAdmin"], path: "Tests/Fuzzing/\(name)")
  }
}

// Only `make docc` sets this. Otherwise the plugin would be in the lists of what the program contains.
if Context.environment["UNDERSTUDY_DOCC"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

for target in package.targets where target.type != .system {
  target.swiftSettings = [.treatAllWarnings(as: .error)]
  if isFuzzing {
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
    target.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
  }
}
