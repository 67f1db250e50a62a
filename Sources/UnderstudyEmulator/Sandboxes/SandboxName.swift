import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer

/// The name of a sandbox: 1 to 64 of letters, digits, `.`, `_` and `-`.
///
/// Neither `.` nor `..`: curl and browsers remove such a segment from a path before they send it, so that a call for one
/// sandbox would be a call for all.
package struct SandboxName: Sendable, Hashable {
  package let text: String

  /// What a name may be, for messages.
  package static let rule = #"1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", but neither "." nor "..""#

  package init(_ text: some StringProtocol) throws(Invalid) {
    guard 1...64 ~= text.utf8.count, text.utf8.allSatisfy(\.isOfName), text != ".", text != ".." else {
      throw Invalid(text: String(text.prefix(100)))
    }
    self.text = String(text)
  }

  private init(new id: UUID) { text = id.uuidString.lowercased() }

  /// Returns a name that no sandbox has.
  package static func new() -> SandboxName { SandboxName(new: UUID()) }

  package struct Invalid: Error {
    let text: String

    package var response: Response {
      .error(
        400, code: "sandbox", title: "No sandbox can have this name",
        detail: "\"\(text)\" must be \(SandboxName.rule)")
    }
  }
}

extension Request {
  /// Removes the sandbox from the path (`/sandbox/{name}/…`) and returns it, or else that of the header; nil if neither
  /// has one.
  package mutating func takeSandbox() throws(SandboxName.Invalid) -> SandboxName? {
    let header = fields.value(of: .sandbox)
    guard let start = target.pathStart,
      target.utf8[start...].span.withUnsafeBytes({ $0.holds(Self.sandboxPrefix, at: 0) })
    else {
      return try header.map { text throws(SandboxName.Invalid) in try SandboxName(text) }
    }
    let rest = target.utf8[start...].dropFirst(Self.sandboxPrefix.utf8.count)
    let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    let name = try SandboxName(target[rest.startIndex..<end])
    let slash = rest[end...].first == UInt8(ascii: "/") ? "" : "/"
    target = target[..<start] + slash + target[end...]
    return name
  }

  /// The part of a path before the name of a sandbox.
  package static let sandboxPrefix = "/sandbox/"
}

extension UInt8 {
  fileprivate var isOfName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
