/// The two ways to set an option.
enum Given: CaseIterable {
  case flag
  case variable

  /// Starts a server with options, each by its long name; a flag that takes no value has nil.
  func serving(_ options: (name: String, value: String?)...) throws -> Serving {
    switch self {
    case .flag: try Serving(options.map { "--\($0.name)" + ($0.value.map { "=\($0)" } ?? "") })
    case .variable:
      try Serving(
        [], Dictionary(uniqueKeysWithValues: options.map { (Self.variable(of: $0.name), $0.value ?? "true") }))
    }
  }

  static func variable(of option: String) -> String {
    "UNDERSTUDY_" + option.uppercased().replacing("-", with: "_")
  }
}
