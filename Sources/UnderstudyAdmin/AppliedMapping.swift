import Foundation
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyWireMock

extension Stubs.Stub {
  /// The mapping with how often it was applied, and how often and how long it may still be.
  ///
  /// These members are in `understudy`. A mapping without it has them in its metadata, and only after it was applied:
  /// clients of WireMock know no other members.
  var document: JSON {
    guard var document = mapping.json.members else { return mapping.json }
    if let own = document["understudy"]?.members {
      document["understudy"] = .object(own.adding(status))
    } else {
      var metadata = document["metadata"]?.members ?? [:]
      let own = metadata["understudy"]?.members
      guard own != nil || uses > 0 else { return mapping.json }
      metadata["understudy"] = .object((own ?? [:]).adding(status))
      document["metadata"] = .object(metadata)
    }
    return .object(document)
  }

  private var status: Members {
    var status: Members = ["used": .number(Number(uses))]
    status["left"] = timesLeft.map { .number(Number($0)) }
    status["expiresAt"] = expiry.map { .string($0.iso8601) }
    status["lastUsed"] = lastUse.map { .string($0.iso8601) }
    return status
  }
}

extension Members {
  fileprivate func adding(_ others: Members) -> Members {
    others.reduce(into: self) { $0[$1.name] = $1.value }
  }
}
