import Testing
import UnderstudyPlatform

@Suite("The address of a vendor's host") struct ResolvedAddressTests {
  private func address(_ text: String) throws -> ResolvedAddress {
    ResolvedAddress(try #require(IPAddress.bytes(of: text)), port: 443)
  }

  @Test(
    "is refused if it is not public",
    arguments: [
      "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
      "169.254.169.254",
      "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "192.0.2.1",
      "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1",
      "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
      "64:ff9b::127.0.0.1", "64:ff9b::192.168.0.1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd12:3456::1",
      "fe80::1", "febf::1", "fec0::1", "ff02::1", "2001:db8::1", "4000::1", "100::1",
    ])
  func refused(_ text: String) throws { #expect(try !address(text).isPublic) }

  @Test(
    "is accepted if it is public",
    arguments: [
      "1.1.1.1", "8.8.8.8", "100.63.0.1", "100.128.0.1", "172.15.0.1", "172.32.0.1", "169.253.0.1", "192.167.0.1",
      "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ])
  func accepted(_ text: String) throws { #expect(try address(text).isPublic) }

  @Test("is loopback in each form", arguments: ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
  func loopback(_ text: String) throws { #expect(try address(text).isLoopback) }

  @Test(
    "is not one of another machine if it is loopback, link-local, of a group, or that of a metadata service",
    arguments: [
      "0.0.0.0", "127.1.2.3", "169.254.169.254", "224.0.0.1", "255.255.255.255", "100.100.100.200", "192.0.0.192",
      "::", "::1", "::127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "2002:7f00:1::", "fe80::1",
      "febf::1", "ff02::1", "fd00:ec2::254", "fd20:ce::254", "64:ff9b::100.100.100.200",
    ])
  func ownMachine(_ text: String) throws { #expect(try !address(text).isOfOtherMachine) }

  @Test(
    "is one of another machine, also in a private network",
    arguments: ["8.8.8.8", "10.0.0.1", "100.64.0.1", "192.168.1.1", "fd12:3456::1", "fec0::1", "2606:4700::1111"])
  func otherMachine(_ text: String) throws { #expect(try address(text).isOfOtherMachine) }

  @Test("is read from a socket's address, however short it is") func bytes() {
    let v4: [UInt8] = [2, 0, 0x01, 0xBB, 8, 8, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0]
    let v6: [UInt8] = [10, 0, 0x20, 0xFB, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 15) + [1, 0, 0, 0, 0]
    for (bytes, text, port) in [(v4, "8.8.4.4", 443), (v6, "::1", 8443)] as [([UInt8], String, UInt16)] {
      bytes.withUnsafeBytes {
        let address = ResolvedAddress($0)
        #expect(address.text == text && address.port == port)
      }
      for count in bytes.indices.prefix(8) {
        bytes.withUnsafeBytes { #expect(!ResolvedAddress(UnsafeRawBufferPointer(rebasing: $0[..<count])).isPublic) }
      }
    }
  }
}
