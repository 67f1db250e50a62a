import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON

/// Bodies, and what recorders did not keep of them.
///
/// - Chrome leaves out `text` if it has dropped the body. `size` is that without content coding.
/// - Firefox cuts `text` after 1 MiB, or says in a comment that bodies are not included.
/// - mitmproxy has `null` for a body that it passed through. `size` is that with content coding.
/// - Playwright has an empty `text` for requests in binary, and `size` 0 for responses that it could not get.
/// - Others have an empty `text` for bodies beyond their limit, with the right size.
extension EntryReader {
  static let notKept = CapturedBody.cut(reason: "the recorder did not keep it")

  private var notRead: CapturedBody {
    isWhole ? Self.notKept : .cut(reason: "the recorded exchange is too large to be read whole")
  }

  func requestBody(
    of request: HARValue, _ fields: HTTPFields, _ details: Members
  ) throws(CaptureFailure) -> CapturedBody {
    let kept = details["keptBody"]?.string
    if kept == "omitted" { return .withheld }
    let isCoded = fields.isCoded
    let size = max(request.size("bodySize") ?? 0, isCoded ? 0 : fields.contentLength ?? 0)
    guard let data = try request.optional("postData")?.object() else { return size > 0 ? notRead : .whole([]) }
    if let reason = try cutReason(of: data) { return .cut(reason: reason) }
    guard let text = try bytes(of: data), !text.isEmpty else {
      if let form = try form(of: data) { return form }
      return size > 0 || data.hasNullText ? notRead : .whole([])
    }
    // Redacted bodies are written anew, with another length.
    let isComparable = kept != "redacted" && !isCoded && data.hasBytesOfText
    return isComparable && text.count + Self.markLength < size ? .cut(reason: Self.onlyStart) : .whole(text)
  }

  func responseBody(
    of response: HARValue, _ status: Int, _ fields: HTTPFields, _ method: String
  ) throws(CaptureFailure) -> CapturedBody {
    guard let content = try response.optional("content")?.object() else {
      return Self.hasBody(status, method) ? Self.notKept : .whole([])
    }
    if let reason = try cutReason(of: content) { return .cut(reason: reason) }
    if let text = try bytes(of: content), !text.isEmpty {
      if fields.isCoded, text.starts(with: [0x1F, 0x8B]) { return .cut(reason: "it is still compressed") }
      let size = content.size("size") ?? (fields.isCoded ? nil : fields.contentLength) ?? 0
      // The size with content coding may be larger than the body.
      let isCodedSize = fields.isCoded && size == response.size("bodySize")
      let isComparable = !isCodedSize && content.hasBytesOfText
      return isComparable && text.count + Self.markLength < size ? .cut(reason: Self.onlyStart) : .whole(text)
    }
    guard Self.hasBody(status, method) else { return .whole([]) }
    return isEmptyBody(content, of: response, status, fields) ? .whole([]) : notRead
  }

  /// Whether a response without text has no body.
  private func isEmptyBody(
    _ content: HARValue, of response: HARValue, _ status: Int, _ fields: HTTPFields
  ) -> Bool {
    if !isWhole, content.size("size") != 0 { return false }
    // With content coding, an empty body has some bytes.
    let length = fields.contentLength ?? content.size("size") ?? 0
    if length > 0 { return content.hasText && fields.isCoded && length < 64 }
    if fields.contentLength == 0 { return true }
    let isRedirect = 300..<400 ~= status
    switch (content.size("size"), response.size("bodySize")) {
    case (_?, let size): return isRedirect || content.hasText || !content.hasNullText && (size ?? 0) == 0
    case (nil, 0?): return true
    case (nil, _): return content.hasText
    }
  }

  /// Responses to these have none, whatever their fields say (RFC 9110, 6.4.1).
  private static func hasBody(_ status: Int, _ method: String) -> Bool {
    method != "HEAD" && status >= 200 && status != 204 && status != 304
      && !(method == "CONNECT" && status < 300)
  }

  /// Decoders remove a byte order mark from a text.
  private static let markLength = 3
  private static let onlyStart = "the recorder kept only its start"

  /// Returns what the recorder says about a body that it has not kept; nil if it says nothing.
  private func cutReason(of data: HARValue) throws(CaptureFailure) -> String? {
    if let reason = try data.string("_cut") { return reason }
    if data.optional("_file") != nil || data.optional("_sha1") != nil {
      return "the recorder kept it in another file; record with embedded content"
    }
    let words = ["not included", "discarded", "truncated", "omitted"]
    guard let comment = data.json.members?["comment"]?.string,
      words.contains(where: comment.lowercased().contains)
    else { return nil }
    return "the recorder says: \(comment.prefix(100))"
  }

  /// Returns the bytes of `text`; nil if it is missing or null.
  private func bytes(of data: HARValue) throws(CaptureFailure) -> [UInt8]? {
    guard let value = data.optional("text") else { return nil }
    let text = try value.string()
    guard data.isBase64 else { return Array(text.utf8) }
    let digits = text.utf8.filter { !($0 == 0x0A || $0 == 0x0D || $0 == 0x20) }
    if let bytes = Data(base64Encoded: Data(digits)) { return Array(bytes) }
    throw CaptureFailure(value.path, "must be Base64 text, because `encoding` is `base64`")
  }

  /// Returns the body of a form without text; nil if there are no parameters.
  private func form(of data: HARValue) throws(CaptureFailure) -> CapturedBody? {
    let parameters = try data.elements(of: "params")
    guard !parameters.isEmpty else { return nil }
    guard data.mediaType.hasPrefix("application/x-www-form-urlencoded") else { return Self.notKept }
    let pairs = try parameters.map { parameter throws(CaptureFailure) in
      let name = try parameter.object().required("name", "the name of the parameter").string()
      return "\(name.asFormText)=\(try parameter.string("value")?.asFormText ?? "")"
    }
    return .whole(Array(pairs.joined(separator: "&").utf8))
  }
}

extension CapturedBody {
  /// A body of which the journal of Understudy keeps nothing.
  package static let withheld = CapturedBody.cut(
    reason: "Understudy kept nothing of it, because it may have had a secret")
}

extension HARValue {
  fileprivate var isBase64: Bool { json.members?["encoding"]?.string?.lowercased() == "base64" }
  fileprivate var mediaType: String { json.members?["mimeType"]?.string?.lowercased() ?? "" }
  fileprivate var hasText: Bool { json.members?["text"]?.string == "" }
  fileprivate var hasNullText: Bool { json.members?["text"]?.isNull == true }

  /// Whether `text` has as many bytes as the body or more: in UTF-8, every other charset but UTF-16 is longer.
  fileprivate var hasBytesOfText: Bool { isBase64 || !mediaType.contains("charset=utf-16") }
}

extension HTTPFields {
  /// Whether the body has a content coding.
  fileprivate var isCoded: Bool {
    self[.contentEncoding].map { !$0.isEmpty && $0.lowercased() != "identity" } ?? false
  }

  /// Nil if it is missing or invalid. Firefox may have it twice.
  fileprivate var contentLength: Int? { self[values: .contentLength].first.flatMap { Int($0) } }
}

extension String {
  /// The text as a name or value of a form.
  fileprivate var asFormText: String { asStep.replacing("%20", with: "+") }
}
