import CLinux
import Glibc

/// The environment variables of a process, as bytes, which need not be UTF-8.
package struct ProcessEnvironment: Sendable {
  /// `NAME=value`.
  private(set) var entries: [[UInt8]]

  /// - Parameter variables: the variables, by their names.
  package init(_ variables: [String: String] = [:]) {
    entries = variables.sorted { $0.key < $1.key }.map { Array("\($0.key)=\($0.value)".utf8) }
  }

  /// The variables that this process was started with.
  package static var current: ProcessEnvironment {
    var environment = ProcessEnvironment()
    guard let list = linux_environment() else { return environment }
    environment.entries = sequence(state: list) { next in
      defer { next += 1 }
      return next.pointee.map(bytes)
    }.map(\.self)
    return environment
  }

  /// The value of a variable, with bytes that are not UTF-8 replaced; nil if it is not set.
  package subscript(_ name: String) -> String? {
    get {
      entries.first { $0.starts(with: Self.start(name)) }
        .map { String(decoding: $0.dropFirst(Self.start(name).count), as: UTF8.self) }
    }
    set {
      entries.removeAll { $0.starts(with: Self.start(name)) }
      if let newValue { entries.append(Self.start(name) + Array(newValue.utf8)) }
    }
  }

  private static func start(_ name: String) -> [UInt8] { Array("\(name)=".utf8) }
}

/// The arguments of this process, as bytes, which need not be UTF-8.
package enum ProcessArguments {
  /// Returns the last arguments.
  package static func last(_ count: Int) -> [[UInt8]] {
    UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).compactMap(\.self).suffix(
      count
    )
    .map(bytes)
  }
}

private func bytes(_ text: UnsafeMutablePointer<CChar>) -> [UInt8] {
  Array(UnsafeBufferPointer(start: text, count: strlen(text))).map(UInt8.init(bitPattern:))
}
