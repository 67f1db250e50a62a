import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

@Suite("A creation") struct CreationLaws {
  private static let all = SurfaceOperation.all.filter(\.operation.isCreation)

  @Test("gives absent fields their defaults, and stores what a seed file may hold", arguments: all)
  func defaults(_ tested: SurfaceOperation) throws {
    let (fixture, resource) = (try SurfaceFixture(tested), tested.surface.resource)
    let body = tested.fields.accepted([:])
    try fixture.expect(body, isRefusedBy: nil)
    let agent = try fixture.stored()
    var checked = 0
    for field in tested.fields.fields where body[field.name] == nil {
      guard case .defaulting(let value) = field.seeding else { continue }
      #expect(agent[field.name] == value, "\(field.name)")
      checked += 1
    }
    #expect(checked > 0)
    #expect(resource.record.errors(in: agent).map(\.message) == [])
    // The times of creation and update.
    #expect(agent.filter { $0.value == .string(FreshEmulator.now) }.count == 2)
    #expect(agent[resource.updatedAt] == .string(FreshEmulator.now))
  }

  @Test("names a missing field in its place among wrong ones", arguments: all)
  func missing(_ tested: SurfaceOperation) throws {
    let fixture = try SurfaceFixture(tested)
    let slots = tested.slots.filter { $0.steps.count == 1 }
    var count = 0
    for (index, slot) in slots.enumerated() {
      guard let requirement = slot.field?.requirement, requirement.isOnByDefault, requirement.condition == nil
      else { continue }
      var body = Members()
      for later in slots[(index + 1)...].reversed() {
        body[later.subject] = if case .boolean = later.value.kind { "x" } else { true }
      }
      body = tested.fields.accepted(body, without: slot.subject)
      try fixture.expect(body, isRefusedBy: slot.rule("required"))
      count += 1
    }
    #expect(count > 0)
  }

  @Test("makes an agent that is read, listed, updated and deleted like a seeded one", arguments: all)
  func life(_ tested: SurfaceOperation) throws {
    let (surface, fixture) = (tested.surface, try SurfaceFixture(tested.surface, tested.operation))
    let created = fixture.send(try #require(try tested.acceptedBody))
    #expect(created.status == tested.operation.success.status, "\(created.text)")
    let id = try #require(try fixture.stored()[surface.resource.identity]?.string)
    let deleting = try #require(surface.operations.first { $0.isDeletion })
    let update = SurfaceOperation(surface: surface, operation: surface.updating)
    for operation in surface.operations where !operation.isCreation && operation !== deleting {
      let body = operation === surface.updating ? try update.acceptedBody : nil
      let answer = fixture.answer(to: fixture.request(operation, body, for: id))
      #expect(answer.status == operation.success.status, "\(operation.id): \(answer.text)")
      #expect(answer.text.contains(id), "\(operation.id)")
    }
    let deleted = fixture.answer(to: fixture.deletion(deleting, of: id))
    #expect(deleted.status == deleting.success.status, "\(deleted.text)")
    #expect(try deleting.isArchiving == fixture.created().contains { $0[surface.resource.identity] == .string(id) })
  }
}

@Suite("A deletion") struct DeletionLaws {
  private static let all = SurfaceOperation.all.filter(\.operation.isDeletion)

  @Test("takes the agent from its sandbox alone, until the sandbox is reset", arguments: all)
  func seeded(_ tested: SurfaceOperation) throws {
    let (surface, fixture) = (tested.surface, try SurfaceFixture(tested.surface))
    let (deletion, isArchiving) = (fixture.deletion(tested.operation), tested.operation.isArchiving)
    let first = fixture.answer(to: deletion)
    #expect(first.status == tested.operation.success.status, "\(first.text)")
    let again = fixture.answer(to: deletion)
    #expect(isArchiving ? again.body == first.body : again["X-Understudy-Rule"]?.hasSuffix(".agent.exists") == true)

    let update = SurfaceOperation(surface: surface, operation: surface.updating)
    let requests = try surface.operations.filter { $0 === surface.updating || $0.isRead }.map { operation in
      fixture.request(operation, operation === surface.updating ? try update.acceptedBody : nil)
    }
    for request in requests {
      #expect(fixture.answer(to: request).status == (isArchiving ? 200 : 404))
      var elsewhere = request
      elsewhere.target = "/sandbox/other\(request.target)"
      #expect(fixture.answer(to: elsewhere).status == 200)
    }
    let sandboxes = fixture.fresh.emulator.sandboxes
    try sandboxes.reset(sandboxes.defaultSandbox)
    for request in requests { #expect(fixture.answer(to: request).status == 200) }
  }

  @Test("looks neither at a body nor at its type, unless the body names the agent", arguments: all)
  func body(_ tested: SurfaceOperation) throws {
    guard !tested.operation.isArchiving else { return }
    let fixture = try SurfaceFixture(tested.surface)
    var request = fixture.deletion(tested.operation)
    request.fields[.contentType] = "text/plain"
    request.body = .complete(Array("{".utf8))
    request.target += "?force=no"
    #expect(fixture.answer(to: request).status == tested.operation.success.status)
  }
}
