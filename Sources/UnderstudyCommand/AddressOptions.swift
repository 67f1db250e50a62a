import ArgumentParser
import Logging
import Understudy
import UnderstudyPlatform

/// The defaults of options that differ between commands.
protocol OptionDefaults: Sendable {
  static var port: UInt16 { get }
  static var logLevel: Logger.Level { get }
  /// What the help says of the address.
  static var hostHelp: String { get }
  static var portHelp: String { get }
}

extension OptionDefaults {
  static var hostHelp: String { "The address to listen on." }
  static var portHelp: String { "The port to listen on; 0 for any free one." }
}

/// The defaults of commands for a server that runs until it is stopped.
enum ServeDefaults: OptionDefaults {
  static let port = Settings().port
  static let logLevel = Logger.Level.info
}

/// The defaults of a server for one command, whose standard error has the log too.
enum RunDefaults: OptionDefaults {
  static let port: UInt16 = 0
  static let logLevel = Logger.Level.warning
}

/// The defaults of commands that ask a running server.
enum ClientDefaults: OptionDefaults {
  static let port = ServeDefaults.port
  static let logLevel = ServeDefaults.logLevel
  static let hostHelp = "The address that the server listens on."
  static let portHelp = "The port that the server listens on."
}

/// The address of the server.
struct AddressOptions<Defaults: OptionDefaults>: ParsableArguments {
  @Option(help: ArgumentHelp("\(Defaults.hostHelp)", valueName: "address"))
  var host = Settings().host
  @Option(help: ArgumentHelp("\(Defaults.portHelp)", valueName: "port"))
  var port = Defaults.port

  /// The host that clients on this machine reach the server at.
  var reachableHost: String { ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host }

  func validate() throws {
    // The system would take `*` for all addresses, which is not a host in a URL.
    let address = host.prefix { $0 != "%" }
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    guard HostName.isValid(name) || IPAddress.isValid(String(address)) else {
      throw ValidationError(
        "--host \"\(host)\" is not an address: expected an IP address or a host name, such as 127.0.0.1, or 0.0.0.0 "
          + "for all addresses")
    }
  }
}
