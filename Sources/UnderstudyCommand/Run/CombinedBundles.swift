import Understudy
import UnderstudyPlatform

/// Files of certificates that contain the roots of the user's own file too, such as those of a company.
struct CombinedBundles {
  let directory: String
  private var paths: [[String]: String] = [:]

  init(directory: String) { self.directory = directory }

  /// Returns the path of a file with the certificates of two files.
  /// - Returns: A failure if the user's file cannot be read.
  mutating func combine(_ ours: String, _ theirs: String) throws -> Result<String, SystemError> {
    if let path = paths[[ours, theirs]] { return .success(path) }
    let added = Result { () throws(SystemError) in try FileContents.read(theirs) }
    guard case .success(let added) = added else { return added.map { _ in "" } }
    let path = "\(directory)/roots-\(paths.count + 1).pem"
    do throws(SystemError) {
      let bytes = try FileContents.read(ours) + Array("\n".utf8) + added
      _ = try WrittenFile(bytes, at: path)
    } catch {
      throw MockServer.StartFailure(.invalidSetting, "\(path) cannot be made of \(ours) and \(theirs): \(error)")
    }
    paths[[ours, theirs]] = path
    return .success(path)
  }
}
