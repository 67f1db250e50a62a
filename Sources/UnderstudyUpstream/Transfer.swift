import CCurl
import HTTPTypes
import UnderstudyHTTP
import UnderstudyPlatform

/// One request and its response, as libcurl transfers them. Used on the client's thread only.
final class Transfer {
  let queued: QueuedRequest
  /// libcurl's handle, freed with this object.
  let handle: UnsafeMutableRawPointer
  private let isTestHost: Bool
  private let ownPorts: [UInt16]
  private let limits: UpstreamLimits
  private var lists: [UnsafeMutablePointer<curl_slist>?] = []
  /// libcurl's sentence about a failure.
  private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var head = ResponseHead()
  private var body: [UInt8] = []
  /// Why the transfer was ended here.
  private var failure: UpstreamFailure?

  init(
    _ queued: QueuedRequest, _ destinations: UpstreamDestinations, _ ownPorts: [UInt16], _ limits: UpstreamLimits
  ) throws(UpstreamFailure) {
    guard let handle = curl_easy_init() else { throw UpstreamFailure(.failed, queued.host, "there is no memory") }
    self.queued = queued
    self.handle = handle
    self.ownPorts = ownPorts
    self.limits = limits
    isTestHost = destinations.isTestHost(queued.host)
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(handle)
    lists.forEach(curl_slist_free_all)
    message.deallocate()
  }

  /// Sets everything that libcurl needs to know.
  /// - Parameters:
  ///   - redirection: where to connect instead of the host.
  ///   - certificates: a PEM file that replaces the system's roots.
  ///   - time: the most that the transfer may take.
  func prepare(redirection: String?, certificates: String?, time: Duration) throws(UpstreamFailure) {
    let request = queued.request
    guard HTTPField.Name(request.method) != nil, let target = request.target.forRequestLine else {
      throw UpstreamFailure(.unsupportedRequest, queued.host)
    }
    ccurl_allow_https_only(handle)
    set(CURLOPT_URL, "https://\(queued.host)/")
    set(CURLOPT_REQUEST_TARGET, target)
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    // Without a proxy, whatever the environment says: within `understudy run` it names this server, and of a proxy's
    // connection the address of the host could not be checked.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    if let certificates { set(CURLOPT_CAINFO, certificates) }
    set(CURLOPT_CONNECTTIMEOUT_MS, min(limits.connectTime, time).milliseconds)
    set(CURLOPT_TIMEOUT_MS, time.milliseconds)
    // libcurl writes its sentence there until the handle is freed.
    ccurl_set_text(handle, CURLOPT_ERRORBUFFER, message)
    if let redirection { set(CURLOPT_CONNECT_TO, [redirection]) }
    setBody(of: request)
    set(CURLOPT_CUSTOMREQUEST, request.method)
    set(CURLOPT_HTTPHEADER, request.fields.lines)
    setCallbacks()
  }

  private func setBody(of request: Request) {
    guard request.method != "HEAD" else { return set(CURLOPT_NOBODY, 1) }
    guard case .complete(let bytes) = request.body, !bytes.isEmpty || request.method.usuallyHasBody else { return }
    set(CURLOPT_POST, 1)
    _ = bytes.withUnsafeBytes { ccurl_set_body(handle, $0.baseAddress ?? UnsafeRawPointer(message), $0.count) }
    // Over a kept connection that turns out to be closed, libcurl sends a request again.
    if !request.method.isIdempotent { set(CURLOPT_FRESH_CONNECT, 1) }
  }

  private func setCallbacks() {
    ccurl_set_callbacks(
      handle,
      { bytes, size, count, context in
        Transfer.of(context)?.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
      },
      { bytes, size, count, context in
        Transfer.of(context)?.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
      },
      { context, _, address in
        guard let address, let transfer = Transfer.of(context) else { return ccurl_no_socket }
        return transfer.openSocket(to: address)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private func set(_ option: CURLoption, _ value: String) { ccurl_set_text(handle, option, value) }
  private func set(_ option: CURLoption, _ value: Int) { ccurl_set_number(handle, option, value) }

  private func set(_ option: CURLoption, _ lines: [String]) {
    let list = lines.reduce(nil) { list, line in curl_slist_append(list, line) ?? list }
    lists.append(list)
    ccurl_set_list(handle, option, list)
  }

  // MARK: What libcurl calls. A result other than the number of bytes ends the transfer.

  private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
    head.receive(line)
    guard head.size <= limits.headerBytes else {
      return fail(.responseTooLarge, "its header has more than \(limits.headerBytes) bytes")
    }
    return line.count
  }

  private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard body.count + bytes.count <= limits.bodyBytes else {
      return fail(.responseTooLarge, "its body has more than \(limits.bodyBytes) bytes")
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  private func openSocket(to address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let bytes = UnsafeRawBufferPointer(
      start: ccurl_address_bytes(address), count: Int(address.pointee.addrlen))
    let resolved = ResolvedAddress(bytes)
    if resolved.isLoopback, ownPorts.contains(resolved.port) {
      failure = UpstreamFailure(
        .loop, queued.host, "it is at \(resolved.text), port \(resolved.port), which is this server")
      return ccurl_no_socket
    }
    guard isTestHost || resolved.isPublic else {
      failure = UpstreamFailure(.addressRefused, queued.host, "it is at \(resolved.text)")
      return ccurl_no_socket
    }
    return UnconnectedSocket.open(
      family: address.pointee.family, type: address.pointee.socktype, protocolNumber: address.pointee.protocol)
  }

  private func fail(_ kind: UpstreamFailure.Kind, _ reason: String) -> Int {
    failure = UpstreamFailure(kind, queued.host, reason)
    return 0
  }

  // MARK: The result

  /// Returns the response, or why there is none.
  func result(_ code: CURLcode) -> Result<Response, UpstreamFailure> {
    guard code == CURLE_OK else { return .failure(failure(code)) }
    let status = ccurl_number(handle, CURLINFO_RESPONSE_CODE)
    // libcurl takes a header that the end of the connection cuts for a whole one.
    guard head.isComplete else {
      return .failure(UpstreamFailure(.connectionClosed, queued.host, "its header has no end"))
    }
    guard 200...999 ~= status else { return .failure(UpstreamFailure(.invalidResponse, queued.host)) }
    return .success(Response(status: status, fields: head.fields, body: body))
  }

  private func failure(_ code: CURLcode) -> UpstreamFailure {
    // Another address of the host may have been tried after one that was refused.
    if let failure, code == CURLE_WRITE_ERROR || code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK
    {
      return failure
    }
    let own = String(cString: message)
    return UpstreamFailure(
      kind(of: code), queued.host, own.isEmpty ? String(cString: curl_easy_strerror(code)) : own)
  }

  private func kind(of code: CURLcode) -> UpstreamFailure.Kind {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: .timeOut
    case CURLE_COULDNT_RESOLVE_HOST: .hostNotFound
    case CURLE_COULDNT_CONNECT:
      SystemError.isConnectionRefused(ccurl_number(handle, CURLINFO_OS_ERRNO)) ? .connectionRefused : .unreachable
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: .certificate
    case CURLE_SSL_CONNECT_ERROR: .tls
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .connectionClosed
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2:
      .invalidResponse
    default: .failed
    }
  }
}
