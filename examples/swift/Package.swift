// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "update-agent",
  // In a repository of your own: .package(url: "…", from: "…")
  dependencies: [.package(name: "understudy", path: "../..")],
  targets: [
    .target(name: "UpdateAgent", swiftSettings: [.treatAllWarnings(as: .error)]),
    .testTarget(
      name: "UpdateAgentTests",
      dependencies: ["UpdateAgent", .product(name: "Understudy", package: "understudy")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
)
