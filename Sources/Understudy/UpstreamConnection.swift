import Logging
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyStore
import UnderstudyUpstream

/// A server's way to the vendors: the HTTP client and the recording.
final class UpstreamConnection: Sendable {
  let client: UpstreamClient
  private let mode: UpstreamSettings.Mode
  private let recording: Recording?
  /// Nil if nothing is compared.
  private let comparer: TrafficComparer?

  /// - Parameter options: what the vendors are compared with.
  init(
    _ settings: UpstreamSettings, _ options: Comparer.Options, _ logger: Logger
  ) throws(MockServer.StartFailure) {
    mode = settings.mode
    do throws(StoreError) {
      comparer = try mode == .compare ? TrafficComparer(options) : nil
    } catch {
      throw MockServer.StartFailure(.internalError, "--upstream compare: \(error)")
    }
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
    let (client, recording, comparer) = (client, recording, comparer)
    return Upstream(
      send: { request, host, completion in
        let transfer = client.send(request, to: host) { result in
          completion(result.mapError { ForwardingFailure($0) })
        }
        return { client.cancel(transfer) }
      },
      record: recording.map { recording in { @Sendable exchange in recording.append(exchange) } },
      compare: comparer.map { comparer in { @Sendable exchange in comparer.comparison(of: exchange) } })
  }

  /// What `/__admin/info` shows.
  var info: JSON { ["mode": .string(mode.rawValue), "recording": recording?.info ?? .null] }
}

extension ForwardingFailure {
  fileprivate init(_ failure: UpstreamFailure) {
    self.init(code: failure.code, title: failure.title, detail: failure.detail)
  }
}
