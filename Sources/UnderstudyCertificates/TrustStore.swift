import SwiftASN1

/// A PKCS #12 file (RFC 7292) of trusted certificates, as Java reads it.
///
/// It is neither encrypted nor authenticated: it has no secrets, and Java opens it with any password, or with none.
struct TrustStore {
  /// In DER, with the names that the file's lists show; names may have ASCII characters only.
  let certificates: [(alias: String, der: [UInt8])]

  var der: [UInt8] {
    get throws {
      var file = DER.Serializer()
      try file.appendConstructedNode(identifier: .sequence) { file in
        try file.serialize(3)
        let bags = try Self.sequence { bags in
          for certificate in certificates { try Self.appendBag(certificate, to: &bags) }
        }
        try Self.appendData(Self.sequence { try Self.appendData(bags, to: &$0) }, to: &file)
      }
      return file.serializedBytes
    }
  }

  private static func sequence(_ write: (inout DER.Serializer) throws -> Void) rethrows -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.appendConstructedNode(identifier: .sequence, write)
    return serializer.serializedBytes
  }

  /// Appends a `ContentInfo` of the type data.
  private static func appendData(_ bytes: [UInt8], to serializer: inout DER.Serializer) throws {
    try serializer.appendConstructedNode(identifier: .sequence) { info in
      try info.serialize(ASN1ObjectIdentifier.data)
      try info.serialize(
        ASN1OctetString(contentBytes: bytes[...]), explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
    }
  }

  /// Appends a `SafeBag` with a certificate and its attributes.
  private static func appendBag(
    _ certificate: (alias: String, der: [UInt8]), to serializer: inout DER.Serializer
  ) throws {
    try serializer.appendConstructedNode(identifier: .sequence) { bag in
      try bag.serialize(ASN1ObjectIdentifier.certificateBag)
      try bag.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { value in
        try value.appendConstructedNode(identifier: .sequence) { content in
          try content.serialize(ASN1ObjectIdentifier.x509Certificate)
          try content.serialize(
            ASN1OctetString(contentBytes: certificate.der[...]), explicitlyTaggedWithTagNumber: 0,
            tagClass: .contextSpecific)
        }
      }
      let name = certificate.alias.utf8.flatMap { [0, $0] as [UInt8] }
      try bag.serializeSetOf([
        Attribute(type: .friendlyName, value: .text(ASN1BMPString(contentBytes: name[...]))),
        // Without it, Java shows no entry.
        Attribute(type: .javaTrustedKeyUsage, value: .identifier(.anyExtendedKeyUsage)),
      ])
    }
  }
}

/// An attribute of a certificate, with one value.
private struct Attribute: DERSerializable {
  enum Value {
    case text(ASN1BMPString)
    case identifier(ASN1ObjectIdentifier)
  }

  let type: ASN1ObjectIdentifier
  let value: Value

  func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { attribute in
      try attribute.serialize(type)
      switch value {
      case .text(let text): try attribute.serializeSetOf([text])
      case .identifier(let identifier): try attribute.serializeSetOf([identifier])
      }
    }
  }
}

extension ASN1ObjectIdentifier {
  fileprivate static let data: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 1]
  fileprivate static let certificateBag: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 12, 10, 1, 3]
  fileprivate static let x509Certificate: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 22, 1]
  fileprivate static let friendlyName: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 20]
  fileprivate static let javaTrustedKeyUsage: ASN1ObjectIdentifier = [2, 16, 840, 1, 113_894, 746_875, 1, 1]
  fileprivate static let anyExtendedKeyUsage: ASN1ObjectIdentifier = [2, 5, 29, 37, 0]
}
