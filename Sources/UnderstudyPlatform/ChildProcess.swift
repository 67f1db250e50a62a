import Glibc

/// A command that this process runs, in its own process group and with its own standard streams.
package struct ChildProcess: Sendable {
  /// How a command ended.
  package enum Ending: Sendable, Equatable {
    case exited(CInt)
    case signalled(CInt)

    /// The exit code; 128 and the number of the signal if one ended it, as in shells.
    package var code: CInt {
      switch self {
      case .exited(let code): code
      case .signalled(let signal): 128 + signal
      }
    }
  }

  /// Why a command did not start.
  package enum StartError: Error {
    case notFound
    /// The file is not a program that this user may run.
    case notExecutable(SystemError)
    /// The system has no room for it, or its arguments are too long.
    case refused(SystemError)
  }

  private let id: pid_t

  /// Starts a command. A name without a slash is looked up in `PATH`.
  /// - Parameters:
  ///   - words: the command and its arguments, without zero bytes.
  ///   - limit: the limit of open descriptors that the command gets.
  package init(
    _ words: [[UInt8]], _ environment: ProcessEnvironment, _ limit: OriginalDescriptorLimit
  ) throws(StartError) {
    guard let name = words.first else { throw .notFound }
    var attributes = posix_spawnattr_t.usual
    let (words, environment) = (CStringList(words), CStringList(environment.entries))
    defer {
      posix_spawnattr_destroy(&attributes)
      words.free()
      environment.free()
    }
    var id = pid_t()
    let code = limit.restored {
      posix_spawnp(&id, name.cString, nil, &attributes, words.pointers, environment.pointers)
    }
    switch code {
    case 0: self.id = id
    case ENOENT, ENOTDIR: throw .notFound
    case EACCES, ENOEXEC: throw .notExecutable(SystemError(code: code))
    default: throw .refused(SystemError(code: code))
    }
  }

  package func send(_ signal: CInt) { kill(id, signal) }

  /// The ending; nil while the command runs. After it was returned once, the command is no longer known.
  var ending: Ending? {
    var status: CInt = 0
    let found = waitpid(id, &status, WNOHANG)
    guard found != 0 else { return nil }
    // No other code waits for it, so that it is known.
    guard found == id else { return .exited(70) }
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }
}

/// The limit of open descriptors that this process was started with. It raises its own, but not that of its commands.
package struct OriginalDescriptorLimit: Sendable {
  private let limit: rlimit

  /// The limit of the process now. To be taken before it is raised.
  package static var current: OriginalDescriptorLimit {
    var limit = rlimit()
    getrlimit(.descriptors, &limit)
    return OriginalDescriptorLimit(limit: limit)
  }

  /// Runs `start` with the limit restored, which a started process copies. Open descriptors beyond it stay open.
  fileprivate func restored<Value>(_ start: () -> Value) -> Value {
    var (raised, own) = (rlimit(), limit)
    getrlimit(.descriptors, &raised)
    setrlimit(.descriptors, &own)
    defer { setrlimit(.descriptors, &raised) }
    return start()
  }
}

extension __rlimit_resource_t {
  fileprivate static var descriptors: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}

extension posix_spawnattr_t {
  /// The attributes of a process with no signal blocked, and none ignored that only this process ignores. Others that the
  /// parent of this process had ignored, as `nohup` does, still are.
  fileprivate static var usual: posix_spawnattr_t {
    var (attributes, blocked, unchanged) = (posix_spawnattr_t(), sigset_t(of: []), sigset_t(of: sigset_t.ignored))
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setsigdefault(&attributes, &unchanged)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    return attributes
  }
}

/// Texts for a system call, with a null pointer at their end. To be freed.
private struct CStringList {
  let pointers: [UnsafeMutablePointer<CChar>?]

  init(_ texts: [[UInt8]]) { pointers = texts.map { strdup($0.cString) } + [nil] }

  func free() { for pointer in pointers { Glibc.free(pointer) } }
}

extension [UInt8] {
  fileprivate var cString: [CChar] { map(CChar.init(bitPattern:)) + [0] }
}
