// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "agent-client",
  // In a repository of your own: .package(url: "https://github.com/your-organization/understudy", from: "0.1.0")
  dependencies: [.package(name: "understudy", path: "../..")],
  targets: [
    .target(name: "AgentClient", swiftSettings: [.treatAllWarnings(as: .error)]),
    .testTarget(
      name: "AgentClientTests",
      dependencies: ["AgentClient", .product(name: "Understudy", package: "understudy")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ]
)
