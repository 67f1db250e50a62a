import CMicroHTTPD

/// Counts the runs after which libmicrohttpd is ready for another at once.
struct StallMonitor {
  private var readyRuns = 0
  /// Those of the ready runs, up to the last, in which nothing was called.
  private var idleRuns = 0
  private var callbacks = 0

  mutating func record(isReady: Bool, callbacks: Int) {
    guard isReady else {
      (readyRuns, idleRuns) = (0, 0)
      return
    }
    readyRuns += 1
    idleRuns = callbacks == self.callbacks ? idleRuns + 1 : 0
    self.callbacks = callbacks
  }

  /// Whether libmicrohttpd has been ready for so long that the uploads have to be looked at. This holds ever more rarely
  /// while something is called, so that much work is not held up.
  var isSuspicious: Bool {
    readyRuns >= 16 && (readyRuns.nonzeroBitCount == 1 || isStalled && readyRuns.isMultiple(of: 16))
  }

  /// Whether libmicrohttpd is ready without anything to do. Events of sockets wake the loop all the same.
  var isStalled: Bool { idleRuns >= 64 }
}

extension EventLoop {
  /// Closes the uploads that keep libmicrohttpd ready.
  ///
  /// If the line with the size of a chunk is longer than its buffer, it cannot read and does not refuse: it handles the
  /// connection again and again until that times out (0.9.75). It does not tell which connection that is. So all that
  /// receive chunks are suspended and resumed one by one. A client that is just slow has nothing to be read and leaves
  /// libmicrohttpd with nothing to do; one of which the buffer is full does not.
  func closeStalledUploads() {
    let uploads = context.uploads.all
    guard !uploads.isEmpty else { return }
    uploads.forEach { MHD_suspend_connection($0.pointer) }
    var stalled: [Connection] = []
    // If something else is busy, they are looked at another time.
    let isQuiet = !isBusyWithoutCallback()
    for upload in uploads {
      MHD_resume_connection(upload.pointer)
      guard isQuiet, isBusyWithoutCallback() else { continue }
      MHD_suspend_connection(upload.pointer)
      stalled.append(upload)
    }
    stalled.forEach(close)
  }

  /// Whether each of several runs of libmicrohttpd calls nothing, and leaves it ready.
  private func isBusyWithoutCallback() -> Bool {
    let callbacks = context.callbackCount
    for _ in 1...8 {
      MHD_run(daemon)
      guard daemonTimeout == 0, context.callbackCount == callbacks else { return false }
    }
    return true
  }

  private func close(_ upload: Connection) {
    context.uploads.remove(upload)
    context.refuse(.chunkLine, on: upload)
    upload.socket.shutDown()
    // It looks at the time-out of a connection only, as long as it cannot read.
    microhttp_set_timeout(upload.pointer, 1)
    MHD_resume_connection(upload.pointer)
  }
}
