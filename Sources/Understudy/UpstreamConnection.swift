import Logging
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyUpstream

/// A server's way to the vendors: the HTTP client and the recording.
final class UpstreamConnection: Sendable {
  let client: UpstreamClient
  private let mode: UpstreamSettings.Mode
  private let recording: Recording?
  private let compare: Upstream.Compare

  init(_ settings: UpstreamSettings, _ logger: Logger) throws(MockServer.StartFailure) {
    mode = settings.mode
    compare = settings.compare
    if let path = settings.recording {
      recording = try Recording(at: path, logger: logger)
    } else {
      recording = nil
    }
    do throws(SystemError) {
      client = try UpstreamClient(
        settings.destinations, certificates: settings.certificates, limits: settings.limits)
    } catch {
      throw MockServer.StartFailure(.internalError, "--upstream: \(error)")
    }
  }

  /// The way as the emulator uses it.
  var upstream: Upstream {
    let (client, recording) = (client, recording)
    return Upstream(
      send: { request, host, completion in
        let transfer = client.send(request, to: host) { result in
          completion(result.mapError { ForwardingFailure($0) })
        }
        return { client.cancel(transfer) }
      },
      record: recording.map { recording in { @Sendable exchange in recording.append(exchange) } },
      compare: mode == .compare ? compare : nil)
  }

  /// What `/__admin/info` shows.
  var info: JSON { ["mode": .string(mode.rawValue), "recording": recording?.info ?? .null] }
}

extension ForwardingFailure {
  fileprivate init(_ failure: UpstreamFailure) {
    self.init(code: failure.code, title: failure.title, detail: failure.detail)
  }
}
