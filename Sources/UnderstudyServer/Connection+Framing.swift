import HTTPTypes
import UnderstudyHTTP

extension Connection {
  /// Returns the response to a request whose end cannot be found, or not for certain. libmicrohttpd refuses a
  /// `Content-Length` that is no number itself, but takes the first of several, and reads a body in an unknown transfer
  /// coding until the connection closes.
  func refusal(of fields: HeaderSection) -> Response? {
    let (lengths, codings) = (fields.values(of: .contentLength), fields.values(of: .transferEncoding))
    if lengths.contains(where: { $0 != lengths.first }) || !(lengths.isEmpty || codings.isEmpty) {
      return Response(status: 400, text: "The length of the body is given in two ways.")
    }
    // Compared as libmicrohttpd does it.
    if codings.isEmpty || codings.count == 1 && transferCoding?.lowercased() == "chunked" { return nil }
    return Response(status: 501, text: "The only transfer coding understood is chunked.")
  }
}
