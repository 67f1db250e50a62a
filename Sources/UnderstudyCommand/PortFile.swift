import Understudy
import UnderstudyPlatform

/// The file with the server's port, for scripts. A server that has started writes it, and removes it when it stops.
struct PortFile {
  let path: String

  /// Checks that a file can take the name. Nothing is changed, because the start may still fail.
  func checkPath() throws {
    guard !path.isEmpty else {
      throw MockServer.StartFailure(.invalidSetting, "--port-file is empty; name a file, or remove the option")
    }
    switch FileKind(at: path) {
    case nil, .regular: break
    case .symbolicLink:
      throw MockServer.StartFailure(
        .invalidSetting, "--port-file \(path) is a symbolic link; it was not changed; name the file itself")
    case .other:
      throw MockServer.StartFailure(
        .invalidSetting, "--port-file \(path) exists and is not a file; it was not changed")
    }
  }

  /// Writes the file. That of an earlier server is replaced.
  func write(_ port: UInt16) throws -> WrittenFile {
    do throws(SystemError) {
      return try WrittenFile(Array("\(port)\n".utf8), at: path)
    } catch {
      throw MockServer.StartFailure(.invalidSetting, "--port-file \(path) cannot be written: \(error)")
    }
  }
}
