import UnderstudyWireMock

extension Journal {
  /// A function that gets each new entry of one generation, waiting ones from their arrival and again when they are complete, and returns whether it wants to get another.
  package typealias EntryObserver = @Sendable (JournalEntry, SentRequest) -> ObserverDecision
  package enum ObserverDecision: Sendable { case `continue`, stop }

  struct Observer: Sendable {
    let generation: SandboxGeneration
    let onEntry: EntryObserver
    let onReset: @Sendable () -> Void
  }

  /// What subscribers of a sandbox get.
  package enum Event: Sendable {
    /// A request has arrived whose response is deferred. Its complete entry will be recorded.
    case arrived(JournalEntry)
    case recorded(JournalEntry)
    /// The client of a request in the journal left before it had the whole response.
    case departed(JournalEntry)
    /// The sandbox of this name was reset or removed, and its entries with it.
    case sandboxReset(String)
    /// A part of the sandbox of this name has changed.
    case changed(SandboxPart, in: String)
    /// The files of seeds and mappings were read again, for all sandboxes.
    case filesRead(FileSummary)
  }

  /// The parts of a sandbox whose changes subscribers get, besides new requests.
  package enum SandboxPart: String, Sendable, CaseIterable {
    /// Its existence, its agents, its snapshots, its clock or its delay.
    case sandbox
    /// Requests were removed from the journal by a call of the control plane.
    case requests
    case mappings
    case rules
  }

  /// The state of the files of seeds and mappings.
  package struct FileSummary: Sendable {
    package let agents: Int
    package let mappings: Int
    /// Why later files are not in effect; 0 if they are.
    package let errors: Int
  }

  /// Called under the journal's lock, so that all subscribers get the same events in the same order. It must return
  /// quickly and must not call the journal.
  package typealias EventHandler = @Sendable (Event) -> Void

  /// The most observers of one generation. Each takes time of every request in it.
  package static let maximumObservers = 100
  /// The most subscribers of one sandbox, and of all together.
  package static let maximumSubscribers = 100

  /// Passes each new entry of a generation to an observer, until the observer stops, the owner is removed or the
  /// generation ends.
  /// - Parameters:
  ///   - owner: identifies the observer in ``removeObserver(of:)``, which must be called before the owner is freed.
  ///   - onReset: called when the generation ends.
  ///   - onEntry: called for each new entry, outside of the journal's lock.
  /// - Returns: the entries so far; nil if the generation has ``maximumObservers``.
  package func observe(
    _ generation: SandboxGeneration, owner: AnyObject, onReset: @escaping @Sendable () -> Void,
    onEntry: @escaping EntryObserver
  ) -> View? {
    let (view, hasEnded) = state.withLock { state -> (View?, Bool) in
      guard state.usageByGeneration[generation] != nil else { return (state.view(of: generation), true) }
      guard state.observers(of: generation).count < Self.maximumObservers else { return (nil, false) }
      state.observers[ObjectIdentifier(owner)] = Observer(
        generation: generation, onEntry: onEntry, onReset: onReset)
      return (state.view(of: generation), false)
    }
    if hasEnded { onReset() }
    return view
  }

  package func removeObserver(of owner: AnyObject) {
    // Freed outside of the lock: it may own an object that calls the journal when it is freed.
    let removed = state.withLock { $0.observers.removeValue(forKey: ObjectIdentifier(owner)) }
    withExtendedLifetime(removed) {}
  }

  /// Passes the events of a sandbox, or of all, to a handler, through all generations, until ``unsubscribe(_:)``.
  /// - Parameters:
  ///   - sandbox: the name and the current generation; nil for all sandboxes.
  ///   - id: the id of the last entry that the subscriber knows.
  /// - Returns: the complete entries that were recorded after that one, if it is still there; nil if there are
  ///   ``maximumSubscribers``.
  package func subscribe(
    _ subscriber: AnyObject, to sandbox: (name: String, generation: SandboxGeneration)?, after id: String?,
    handler: @escaping EventHandler
  ) -> [JournalEntry]? {
    state.withLock { state in
      guard state.subscribers.count(in: sandbox?.name) < Self.maximumSubscribers else { return nil }
      state.subscribers.add(subscriber, to: sandbox?.name, sandbox?.generation, handler)
      return id.map { state.entries(recordedAfter: $0, of: sandbox?.generation) } ?? []
    }
  }

  /// Lets all subscribers, of all sandboxes, get the state of the files.
  func publish(_ summary: FileSummary) { state.withLock { $0.subscribers.publishToAll(.filesRead(summary)) } }

  /// Tells subscribers that a part of a sandbox has changed.
  package func publishChange(of part: SandboxPart, in sandbox: String) {
    state.withLock { $0.subscribers.publish(.changed(part, in: sandbox), in: sandbox) }
  }

  /// Tells subscribers of all sandboxes that there is a new one.
  func publishCreation(of sandbox: String) { state.withLock { $0.subscribers.publishCreation(of: sandbox) } }

  package func unsubscribe(_ subscriber: AnyObject) {
    let removed = state.withLock { $0.subscribers.remove(subscriber) }
    withExtendedLifetime(removed) {}
  }
}
