// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that the main build never pays for it. `Sources/JSON` is a link to the project's
// module: compiled here, its `package` interface can be called directly.
let package = Package(
  name: "benchmarks",
  targets: [
    .target(name: "JSON"),
    .executableTarget(name: "JSONBenchmark", dependencies: ["JSON"]),
  ],
  swiftLanguageModes: [.v6]
)
