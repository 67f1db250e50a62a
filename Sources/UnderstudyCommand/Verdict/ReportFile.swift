import Foundation
import Understudy
import UnderstudyPlatform

/// The file of a report. What had its name before is replaced.
struct ReportFile {
  /// The option that names it.
  let option: String
  let path: String

  /// Makes missing directories, and checks that the file can be written, before there is anything to report.
  func prepare() throws(MockServer.StartFailure) {
    do throws(SystemError) {
      try checkKind()
      try makeDirectory()
      try WrittenFile.checkPlace(path)
    } catch {
      throw MockServer.StartFailure(.invalidSetting, sentence(error))
    }
  }

  func write(_ text: String) throws(Failure) {
    do throws(SystemError) {
      try checkKind()
      // A test may have removed it.
      try makeDirectory()
      _ = try WrittenFile(Array(text.utf8), at: path)
    } catch {
      throw Failure(description: sentence(error))
    }
  }

  struct Failure: Error, CustomStringConvertible { let description: String }

  private func sentence(_ error: SystemError) -> String {
    "\(option) \(path) cannot be written: \(error); name a file in a directory that can be written"
  }

  private func checkKind() throws(SystemError) {
    switch FileKind(at: path) {
    case nil, .regular: break
    case .symbolicLink: throw SystemError(description: "it is a symbolic link, and was not changed")
    case .other: throw SystemError(description: "it exists and is not a file, and was not changed")
    }
  }

  private func makeDirectory() throws(SystemError) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: String(path[..<slash]), withIntermediateDirectories: true)
    } catch {
      throw SystemError(description: "its directory cannot be made: \(error.localizedDescription)")
    }
  }
}
