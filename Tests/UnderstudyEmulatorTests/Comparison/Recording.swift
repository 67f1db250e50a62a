import Foundation
import HTTPTypes
import UnderstudyCapture
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors

/// A recording of an emulator, which stands in for a vendor.
struct Recording {
  private(set) var exchanges: [CapturedExchange] = []
  private let vendor: Emulator

  /// - Parameter switches: the rules of the vendor.
  init(of switches: Switches = Switches()) throws {
    vendor = try FreshEmulator(switches: switches).emulator
  }

  init(of vendor: Emulator) { self.vendor = vendor }

  /// Sends a request to Understudy and records it as Understudy does.
  mutating func record(_ request: Request) {
    let host = request.fields.value(of: .host) ?? "127.0.0.1:4010"
    record(request, at: request.target.hasPrefix("/") ? "http://\(host)\(request.target)" : request.target)
    let sandbox = exchanges.last?.response?.fields[.sandbox] ?? "default"
    changeLast { $0.details = ["sandbox": .string(sandbox)] }
  }

  @discardableResult
  private mutating func record(_ request: Request, at url: String) -> Response {
    let response = vendor.answerAtOnce(request)
    let started = Date(timeIntervalSince1970: 1_776_427_200 + Double(exchanges.count))
    let body: CapturedBody =
      if case .complete(let bytes) = request.body { .whole(bytes) } else { .cut(reason: "it is too large") }
    exchanges.append(
      CapturedExchange(
        started: started,
        request: CapturedRequest(method: request.method, url: url, fields: HTTPFields(request.fields), body: body),
        response: CapturedResponse(
          status: response.status, fields: HTTPFields(response.fields), body: .whole(response.body))))
    return response
  }

  /// Sends a request with a JSON body to a surface's own host.
  @discardableResult
  mutating func record(
    _ method: String, _ path: String, to surface: Surface, key: String, _ body: String = ""
  ) -> Response {
    record(.to(surface, method, path, key: key, body), at: "https://\(surface.host)\(path)")
  }

  /// Changes the last exchange: what the vendor answered, or what the recorder kept.
  mutating func changeLast(_ change: (inout CapturedExchange) -> Void) {
    guard let last = exchanges.indices.last else { return }
    change(&exchanges[last])
  }

  /// Compares the recording with an emulator that has no seeds, unless they are given.
  func compared(
    seeds: SeedSet = SeedSet(), switches: Switches = Switches(), headers: HeaderPolicy = .ignored,
    suggesting: Comparer.SuggestionPolicy = .none
  ) throws -> CaptureComparison {
    var options = Comparer.Options()
    options.seeds = seeds
    options.switches = switches
    options.headers = headers
    options.suggestion = suggesting
    return try Comparer(options).compare(reader)
  }

  /// Reads the exchanges.
  var reader: Comparer.ExchangeReader {
    { body in
      for (index, exchange) in exchanges.enumerated() { try body("recording#\(index + 1)", exchange) }
    }
  }
}

extension Request {
  /// A request with a JSON body and a credential in the surface's first place.
  static func to(
    _ surface: Surface, _ method: String, _ path: String, key: String, _ body: String = ""
  ) -> Request {
    var fields = HeaderSection()
    fields.append(HTTPField(name: .host, value: surface.host))
    if let place = surface.credential.places.first, let name = HTTPField.Name(place.headerName) {
      fields.append(HTTPField(name: name, value: place.value(of: key)))
    }
    if !body.isEmpty { fields.append(HTTPField(name: .contentType, value: "application/json")) }
    return Request(method: method, target: path, fields: fields, body: .complete(Array(body.utf8)))
  }
}
