import Dispatch
import UnderstudyEmulator

/// Has the files of seeds and mappings read again when they have changed, while a server is available.
///
/// Files are read and compared, because the system does not report changes in every bind mount, and reports them
/// for the names of links of a ConfigMap only.
final class FileWatcher: Sendable {
  private let files: StartupFiles
  private let availability: Availability
  private let queue = DispatchQueue(label: "files", qos: .utility)

  init(_ files: StartupFiles, _ availability: Availability) {
    (self.files, self.availability) = (files, availability)
    schedule()
  }

  private func schedule() {
    queue.asyncAfter(deadline: .now() + .milliseconds(500)) { [weak self] in
      guard let self, availability.isServing else { return }
      files.follow()
      schedule()
    }
  }

  /// Waits until no file is being read. The server must not be available any more.
  func finish() { queue.sync {} }
}
