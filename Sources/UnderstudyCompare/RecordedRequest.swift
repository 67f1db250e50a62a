import HTTPTypes
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors

/// A recorded request, as the emulator can answer it.
struct RecordedRequest {
  let request: Request
  /// The sandbox of the request when Understudy recorded it.
  let sandbox: SandboxName?

  /// Where a recorded request went to.
  enum Addressee {
    case vendor(RecordedRequest)
    case otherHost(String)
  }

  /// Returns where a request went to: a vendor's host, or Understudy in place of a vendor.
  static func addressee(of exchange: CapturedExchange, among hosts: Set<String>) -> Addressee {
    let captured = exchange.request
    let url = captured.url.pathStart == nil ? captured.url + "/" : captured.url
    let sent = Request(
      method: captured.method, target: url, fields: HeaderSection(captured.fields),
      body: .complete(captured.body.bytes ?? []))
    var request = sent.withoutUserInformation.inOriginForm
    let taken = try? request.takeSandbox()
    let host = request.fields.value(of: .host).map { Authority($0)?.host ?? $0 } ?? ""
    guard hosts.contains(host) || !exchange.details.isEmpty else {
      return .otherHost(host.isEmpty ? "(none)" : host)
    }
    let name = exchange.details["sandbox"]?.string.flatMap { try? SandboxName($0) }
    return .vendor(RecordedRequest(request: request, sandbox: name ?? taken))
  }
}

extension CapturedBody {
  /// The body as JSON; nil if it is none.
  package var json: JSON? { bytes.flatMap { try? JSON(reading: $0) } }
}
