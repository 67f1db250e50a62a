import Foundation
import Glibc
import Testing

/// A network and host names that a process and its children have to themselves. It may listen on any port there.
package enum PrivateNetwork {
  private static let isRoot = geteuid() == 0

  /// Returns a launcher of a program that is alone in a network.
  /// - Parameters:
  ///   - hosts: the path of a file that is `/etc/hosts` there.
  ///   - addresses: what the machine is reached by there, besides loopback.
  package static func launcher(hosts: String, addresses: [String] = []) -> [String] {
    let script = """
      mount --bind "$0" /etc/hosts && ip link set lo up || exit 99
      while [ "$1" != -- ]; do ip address add "$1" dev lo || exit 99; shift; done
      shift
      exec "$@"
      """
    return unshare + ["sh", "-c", script, hosts] + addresses + ["--"]
  }

  /// Returns a launcher of a program that joins another, which has the process id.
  package static func joining(_ process: pid_t) -> [String] {
    ["nsenter", "--target", "\(process)", "--net", "--mount"]
      + (isRoot ? [] : ["--user", "--preserve-credentials"])
  }

  private static let unshare =
    ["unshare", "--net", "--mount"] + (isRoot ? [] : ["--user", "--map-root-user"])

  private struct NotAllowed: Error, CustomStringConvertible {
    let description =
      "root may not make namespaces, but UNDERSTUDY_REQUIRE_ALL is set: give the container CAP_SYS_ADMIN"
  }

  /// - Throws: an error if they are not allowed, but required of root.
  fileprivate static var isAllowed: Bool {
    get throws {
      let answer = try ExternalCommand.run(unshare + ["mount", "--bind", "/dev/null", "/etc/hosts"])
      guard answer.code == 0 || !isRoot || !ExternalProgram.isRequired else { throw NotAllowed() }
      return answer.code == 0
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test if the system does not allow it a private network.
  package static var needsPrivateNetwork: Self {
    .enabled("namespaces of networks and mounts are not allowed") { try PrivateNetwork.isAllowed }
  }
}
