import FoundationEssentials
import HTTPTypes
import UnderstudyJSON

/// Reads one entry of a HAR file.
struct EntryReader {
  /// Whether the text has the long strings of the entry; otherwise `null` stands for them.
  let isWhole: Bool

  func exchange(_ text: [UInt8], started: Date) throws(CaptureFailure) -> CapturedExchange {
    var text = text
    let entry = try Self.json(&text)
    do throws(CaptureFailure) {
      return try exchange(HARValue(json: entry, path: .root), started: started)
    } catch {
      var failure = error
      failure.position = Self.position(of: error.path, in: text)
      throw failure
    }
  }

  private static func json(_ text: inout [UInt8]) throws(CaptureFailure) -> JSON {
    do throws(ReadError) {
      return try JSON(reading: text)
    } catch {
      // mitmproxy escapes bytes that are not UTF-8 as half a pair of surrogates.
      if text.replaceLoneSurrogates(), let json = try? JSON(reading: text) { return json }
      var failure = CaptureFailure(.root, error.reason)
      failure.position = error.position
      throw failure
    }
  }

  /// Returns the position of a value; of one that is missing, that of the object that should have it.
  private static func position(of path: Path, in text: [UInt8]) -> Position {
    let prefixes = (0...path.steps.count).map { Path(Array(path.steps.prefix($0))) }
    let positions = JSON.positions(of: Set(prefixes), in: text)
    return prefixes.reversed().lazy.compactMap { positions[$0] }.first ?? Position(line: 1, column: 1)
  }

  private func exchange(_ entry: HARValue, started: Date) throws(CaptureFailure) -> CapturedExchange {
    let details = entry.json.members?["_understudy"]?.members ?? [:]
    let sent = try entry.object("request", "an object with the method and the URL")
    let request = CapturedRequest(
      method: try nonempty("method", "such as `GET`", of: sent),
      url: try nonempty("url", "the absolute URL", of: sent),
      fields: try fields(of: sent),
      body: .whole([]))
    var exchange = CapturedExchange(
      started: started, duration: duration(of: entry), request: request,
      response: try response(of: entry, to: request.method), details: details)
    exchange.request.body = try requestBody(of: sent, request.fields, details)
    if exchange.response == nil, exchange.duration == .zero { exchange.duration = nil }
    return exchange
  }

  private func nonempty(_ name: String, _ meaning: String, of value: HARValue) throws(CaptureFailure) -> String {
    let member = try value.required(name, meaning)
    let text = try member.string()
    if !text.isEmpty { return text }
    throw CaptureFailure(member.path, "must not be empty; it is \(meaning)")
  }

  private func duration(of entry: HARValue) -> Duration? {
    guard case .number(let number)? = entry.json.members?["time"] else { return nil }
    // A century at most.
    return number.double >= 0 && number.double < 1e13 ? .microseconds(Int64(number.double * 1000)) : nil
  }

  /// Returns nil for a request that was blocked, was cancelled, failed, or has no response yet.
  private func response(of entry: HARValue, to method: String) throws(CaptureFailure) -> CapturedResponse? {
    guard let response = try entry.optional("response")?.object() else { return nil }
    let status = try response.required("status", "the status code, or 0 without a response")
    guard case .number(let number) = status.json, let code = number.integer.flatMap({ Int($0.text) }),
      code <= 0 || 100...999 ~= code
    else { throw CaptureFailure(status.path, "must be a status code, or 0 without a response") }
    guard code > 0 else { return nil }
    let fields = try fields(of: response)
    let body = try responseBody(of: response, code, fields, method)
    return CapturedResponse(status: code, fields: fields, body: body)
  }

  /// Returns the header fields without the pseudo-header fields of HTTP/2, whose names are none of HTTP/1.
  private func fields(of message: HARValue) throws(CaptureFailure) -> HTTPFields {
    var fields = HTTPFields()
    for header in try message.elements(of: "headers") {
      let text = try header.object().required("name", "the name of the header field").string()
      let value = try header.string("value") ?? ""
      guard let name = HTTPField.Name(text) else { continue }
      // Chrome has the values of several fields in one, with line ends between them.
      for line in value.split(separator: "\n", omittingEmptySubsequences: false) {
        fields.append(HTTPField(name: name, value: String(line)))
      }
    }
    return fields
  }
}

extension [UInt8] {
  /// Replaces the escape of each surrogate that is not half of a pair by that of U+FFFD.
  /// - Returns: Whether there is any.
  fileprivate mutating func replaceLoneSurrogates() -> Bool {
    var (index, isFound) = (0, false)
    while index < count {
      guard self[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      switch codeUnit(at: index) {
      case .some(0xD800..<0xDC00) where codeUnit(at: index + 6).map { 0xDC00..<0xE000 ~= $0 } == true: index += 12
      case .some(0xD800..<0xE000):
        replaceSubrange(index + 2..<index + 6, with: "fffd".utf8)
        isFound = true
        index += 6
      default: index += 2
      }
    }
    return isFound
  }

  /// Returns the code unit of an escape such as `\udc80`; nil if there is none.
  private func codeUnit(at index: Int) -> UInt16? {
    guard index + 6 <= count, self[index] == UInt8(ascii: "\\"), self[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt16(String(decoding: self[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}
