// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that the main build never pays for it. The links in `Sources` are to the project's
// modules: compiled here, their `package` interface can be called directly.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    // What a person would write a mock with in Swift: a rival.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
  ],
  targets: [
    .systemLibrary(name: "CLinux"),
    .target(name: "UnderstudyPlatform", dependencies: ["CLinux"]),
    .target(name: "UnderstudyJSON", dependencies: ["UnderstudyPlatform"]),
    .executableTarget(name: "JSONBenchmark", dependencies: ["UnderstudyJSON"]),
    .executableTarget(
      name: "CenterfyHummingbird",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
