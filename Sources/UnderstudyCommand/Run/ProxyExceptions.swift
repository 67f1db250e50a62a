import UnderstudyVendors

/// The hosts that a command reaches without the proxy, as `NO_PROXY` has them.
struct ProxyExceptions {
  private(set) var hosts: [String] = []
  /// The entries that were left out, because they would lead past the server to a vendor.
  private(set) var omitted: [String] = []

  /// - Parameters:
  ///   - inherited: the lists that were set before.
  ///   - host: the host of the server.
  init(_ inherited: [String], host: String) {
    let vendors = Registry().surfaces.flatMap(\.hosts)
    let entries = inherited.flatMap { $0.split(whereSeparator: { $0 == "," || $0.isWhitespace }) }.map(String.init)
    for entry in entries + ["localhost", "127.0.0.1", "::1", host] where !(hosts + omitted).contains(entry) {
      if vendors.contains(where: { Self.covers(entry, $0) }) { omitted.append(entry) } else { hosts.append(entry) }
    }
  }

  var list: String { hosts.joined(separator: ",") }

  /// The same in Java's words, which have no networks such as 10.0.0.0/8.
  var javaList: String {
    let names = hosts.filter { !$0.contains("/") }.flatMap { host -> [String] in
      if host.contains(":") { return ["[\(host)]"] }
      let name = host.drop { $0 == "*" || $0 == "." }
      return host.hasPrefix(".") || host.hasPrefix("*") ? ["*.\(name)"] : [host]
    }
    return names.joined(separator: "|")
  }

  /// Whether an entry of the list means a host. A name means its subdomains too.
  private static func covers(_ entry: String, _ host: String) -> Bool {
    guard entry != "*" else { return true }
    let name = entry.lowercased().prefix { $0 != ":" }.drop { $0 == "*" || $0 == "." }
    return !name.isEmpty && (host == name || host.hasSuffix(".\(name)"))
  }
}
