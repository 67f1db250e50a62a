import Synchronization
import UnderstudyPlatform

/// The connections that are passed through to other hosts, unread. Each has a thread of its own.
final class Tunnels: Sendable {
  /// How many there may be at once. A test suite that talks to other hosts needs few.
  private static let limit = 64
  /// How long it may take to reach the host.
  private static let connectingSeconds = 30
  /// How long a connection may be without traffic.
  private static let idleMilliseconds: CInt = 600_000
  /// What is read of a connection at once, in bytes.
  private static let bufferSize = 65_536

  private struct State {
    var clients: Set<ConnectedSocket> = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let onProtocolError: @Sendable (ProtocolError) -> Void

  init(onProtocolError: @escaping @Sendable (ProtocolError) -> Void) { self.onProtocolError = onProtocolError }

  /// Connects a client to the host that it asks for. The socket is closed in the end.
  func open(_ client: ConnectedSocket, _ request: ConnectRequest) {
    let isAdmitted = state.withLock { state in
      guard !state.isClosed, state.clients.count < Self.limit else { return false }
      return state.clients.insert(client).inserted
    }
    do throws(SystemError) {
      guard isAdmitted else {
        throw SystemError(description: "\(Self.limit) connections are passed through already")
      }
      try JoinableThread { [self] in serve(client, request) }.detach()
    } catch {
      refuse(client, request, error)
    }
  }

  /// Ends all tunnels and opens no more. Threads that still look for their host end when that is found or not.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for client in state.clients { client.shutDown() }
    }
  }

  private func serve(_ client: ConnectedSocket, _ request: ConnectRequest) {
    do throws(SystemError) {
      let host = try ClientSocket(
        host: request.host, port: request.port, within: .otherMachines, seconds: Self.connectingSeconds)
      client.sendAtOnce(ConnectRequest.acceptance)
      var relay = Relay(client, host.connected)
      relay.run(bufferSize: Self.bufferSize, idleMilliseconds: Self.idleMilliseconds)
      end(client)
    } catch {
      refuse(client, request, error)
    }
  }

  private func refuse(_ client: ConnectedSocket, _ request: ConnectRequest, _ error: SystemError) {
    let refusal = ProtocolError.unreachable(request, error)
    client.sendAtOnce(refusal.response())
    client.discardInput()
    if !state.withLock(\.isClosed) { onProtocolError(refusal) }
    end(client)
  }

  private func end(_ client: ConnectedSocket) {
    // Before its number may be another connection's.
    state.withLock { _ = $0.clients.remove(client) }
    client.close()
  }
}
