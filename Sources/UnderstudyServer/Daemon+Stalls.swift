import CMicroHTTPD
import UnderstudyPlatform

/// Counts the runs after which libmicrohttpd is ready for another at once.
struct StallMonitor {
  private var readyRuns = 0
  /// Those of the ready runs, up to the last, in which nothing was called.
  private var idleRuns = 0
  private var nextExamination = ContinuousClock.now

  /// Records a run.
  /// - Parameters:
  ///   - isReady: whether libmicrohttpd is ready for another.
  ///   - callbacks: how often it has called in this one.
  mutating func record(isReady: Bool, callbacks: Int) {
    guard isReady else {
      (readyRuns, idleRuns) = (0, 0)
      return
    }
    readyRuns += 1
    idleRuns = callbacks == 0 ? idleRuns + 1 : 0
  }

  /// Whether libmicrohttpd is ready without anything to do. Events of sockets wake the loop all the same.
  var isStalled: Bool { idleRuns >= 64 }

  /// Calls a function if libmicrohttpd has been ready for long, and if not too much time is spent on these calls.
  mutating func examine(_ connections: () -> Void) {
    guard readyRuns >= 16 else { return }
    let start = ContinuousClock.now
    guard start >= nextExamination else { return }
    connections()
    nextExamination = .now.advanced(by: max(.milliseconds(10), start.duration(to: .now) * 4))
  }
}

extension Daemon {
  /// The longest that an examination may take; others wait for it.
  private static let examinationLimit = Duration.milliseconds(100)

  /// Closes the uploads that keep libmicrohttpd ready.
  ///
  /// If the line with the size of a chunk is longer than its buffer, it cannot read and does not refuse: it handles the
  /// connection again and again until that times out (0.9.75). It does not tell which connection that is. So all that
  /// receive chunks are suspended and resumed one by one. A client that is just slow has nothing to be read and leaves
  /// libmicrohttpd with nothing to do; one of which the buffer is full does not.
  func closeStalledUploads() {
    let end = ContinuousClock.now.advanced(by: Self.examinationLimit)
    var (uploads, seen): ([Connection], Set<ConnectedSocket>) = ([], [])
    suspendUploads(&uploads, &seen)
    // If something else is busy, they are looked at another time.
    var canTell = !uploads.isEmpty && !isBusyWithoutCallback()
    // More may arrive meanwhile, and would disturb.
    while canTell, ContinuousClock.now < end, let upload = uploads.popLast() {
      canTell = examine(upload)
      suspendUploads(&uploads, &seen)
    }
    uploads.forEach { MHD_resume_connection($0.pointer) }
  }

  private func suspendUploads(_ uploads: inout [Connection], _ seen: inout Set<ConnectedSocket>) {
    guard context.uploads.count > 0 else { return }
    for upload in context.uploads.all where seen.insert(upload.socket).inserted {
      MHD_suspend_connection(upload.pointer)
      uploads.append(upload)
    }
  }

  /// How often an upload must have made libmicrohttpd busy. Other connections come and go meanwhile, and none does so in step
  /// with that many trials.
  private static let trials = 8

  /// Resumes an upload, and closes it if that is what makes libmicrohttpd busy.
  /// - Returns: false if something else makes it busy.
  private func examine(_ upload: Connection) -> Bool {
    for _ in 1...Self.trials {
      MHD_resume_connection(upload.pointer)
      guard isBusyWithoutCallback(), context.uploads.contains(upload) else { return true }
      MHD_suspend_connection(upload.pointer)
      guard !isBusyWithoutCallback() else {
        MHD_resume_connection(upload.pointer)
        return false
      }
    }
    MHD_resume_connection(upload.pointer)
    run()
    if context.uploads.contains(upload) { close(upload) }
    return true
  }

  /// Whether each of several runs of libmicrohttpd calls nothing, and leaves it ready.
  private func isBusyWithoutCallback() -> Bool {
    let callbacks = context.callbackCount
    for _ in 1...4 {
      run()
      guard timeout == 0, context.callbackCount == callbacks else { return false }
    }
    return true
  }

  private func close(_ upload: Connection) {
    context.uploads.remove(upload)
    context.refuse(.chunkLine, on: upload)
    upload.socket.shutDown()
    // It no longer watches a connection that was suspended and that it cannot read from.
    upload.socket.watch(by: descriptor, as: UnsafeMutableRawPointer(upload.pointer)) { run() }
  }
}
