import Glibc

/// An IP address and a port that the name of a host was resolved to.
package struct ResolvedAddress: Sendable {
  /// 4 or 16 bytes; empty for another kind of address.
  private let bytes: [UInt8]
  package let port: UInt16

  /// - Parameter address: the bytes of a `sockaddr_in` or a `sockaddr_in6`.
  package init(_ address: UnsafeRawBufferPointer) {
    let family = address.count >= 8 ? CInt(address.loadUnaligned(as: sa_family_t.self)) : AF_UNSPEC
    port = address.count >= 8 ? UInt16(address[2]) << 8 | UInt16(address[3]) : 0
    switch family {
    case AF_INET: bytes = Array(address[4..<8])
    case AF_INET6 where address.count >= 24: bytes = Array(address[8..<24])
    default: bytes = []
    }
  }

  package init(_ bytes: [UInt8], port: UInt16) { (self.bytes, self.port) = (bytes, port) }

  /// The usual text of the address, such as `::1`.
  package var text: String { IPAddress.text(of: bytes) }

  /// Whether the address is this machine's own by definition.
  package var isLoopback: Bool {
    switch embedded {
    case .v4(let bytes): bytes.first == 127
    case .v6(let bytes): bytes == [UInt8](repeating: 0, count: 15) + [1]
    case nil: false
    }
  }

  /// Whether the address is one of the internet: not loopback, private, shared, link-local, unspecified, of a group, or
  /// reserved for tests.
  package var isPublic: Bool {
    switch embedded {
    case .v4(let bytes): Self.isPublic(v4: bytes)
    case .v6(let bytes): Self.isPublic(v6: bytes)
    case nil: false
    }
  }

  /// Whether the address is neither loopback, nor unspecified, nor link-local, nor of a group, nor that of a metadata service,
  /// which answers any program of a machine in a cloud as if it were its owner.
  package var isOfOtherMachine: Bool {
    switch embedded {
    case .v4(let bytes) where bytes.count == 4:
      switch (bytes[0], bytes[1]) {
      case (0, _), (127, _), (169, 254), (224..., _): false
      default: !Self.metadataServices.contains(bytes)
      }
    case .v6(let bytes) where bytes.count == 16:
      !isLoopback && bytes.contains { $0 != 0 } && bytes[0] != 0xFF
        && !(bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80) && !Self.metadataServices.contains(bytes)
    default: false
    }
  }

  /// The addresses of clouds' metadata services that are not link-local: those of Alibaba, Oracle, Amazon and Google.
  private static let metadataServices = ["100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"]
    .map(IPAddress.bytes)

  private enum Version { case v4([UInt8]), v6([UInt8]) }

  /// The address itself, or the IPv4 address within an IPv6 address.
  private var embedded: Version? {
    if bytes.count == 4 { return .v4(bytes) }
    guard bytes.count == 16 else { return nil }
    let zeros = [UInt8](repeating: 0, count: 10)
    let isLow =
      bytes.starts(with: zeros + [0, 0]) && bytes[12...] != [0, 0, 0, 0] && bytes[12...] != [0, 0, 0, 1]
    let translated: [UInt8] = [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
    // `::ffff:127.0.0.1`, `::127.0.0.1` and `64:ff9b::127.0.0.1`.
    if bytes.starts(with: zeros + [0xFF, 0xFF]) || isLow || bytes.starts(with: translated) {
      return .v4(Array(bytes[12...]))
    }
    // `2002:7f00:1::`, a tunnel to 127.0.0.1.
    return bytes.starts(with: [0x20, 0x02]) ? .v4(Array(bytes[2..<6])) : .v6(bytes)
  }

  private static func isPublic(v4 address: [UInt8]) -> Bool {
    guard address.count == 4 else { return false }
    return switch (address[0], address[1], address[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
    case (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
    default: true
    }
  }

  /// Of IPv6, only 2000::/3 is the internet; of that, 2001:db8::/32 is for documents.
  private static func isPublic(v6 address: [UInt8]) -> Bool {
    guard let first = address.first else { return false }
    return first & 0xE0 == 0x20 && !address.starts(with: [0x20, 0x01, 0x0D, 0xB8])
  }
}

/// A socket that another library connects.
package enum UnconnectedSocket {
  /// Opens a socket that programs of this process do not inherit.
  /// - Returns: Its descriptor; -1 if the system has none.
  package static func open(family: CInt, type: CInt, protocolNumber: CInt) -> CInt {
    socket(family, type | CInt(SOCK_CLOEXEC.rawValue), protocolNumber)
  }
}

/// The descriptors that programs of this process would get.
package enum InheritedDescriptors {
  /// Those that are looked at. A process opens the lowest that is free.
  private static let all: Range<CInt> = 0..<1024

  /// Keeps the descriptors that a call of another library opens from programs of this process. One that another thread opens
  /// meanwhile is kept from them too.
  package static func none<Value>(of open: () -> Value) -> Value {
    let before = Self.all.map { fcntl($0, F_GETFD) }
    defer {
      for (descriptor, flags) in zip(Self.all, before) where flags < 0 {
        let flags = fcntl(descriptor, F_GETFD)
        if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
      }
    }
    return open()
  }
}

extension SystemError {
  /// Whether an error number says that nothing listens at an address.
  package static func isConnectionRefused(_ number: Int) -> Bool { number == Int(ECONNREFUSED) }
}
