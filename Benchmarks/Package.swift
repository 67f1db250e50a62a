// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that the main build never pays for it. `Sources/JSON` is a link to the project's
// module: compiled here, its `package` interface can be called directly.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    // What a person would write a mock with in Swift: a rival.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    .target(name: "JSON"),
    .executableTarget(name: "JSONBenchmark", dependencies: ["JSON"]),
    .executableTarget(
      name: "CenterfyHummingbird",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
