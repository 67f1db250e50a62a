/// The body of a request.
package struct RequestBody: Sendable {
  package let contentType: ContentType
  /// All fields, with those that exist only while a rule is on.
  package let fields: Object
  private let switching: Rule?
  private let fieldsWithoutSwitched: Object

  init(contentType: ContentType, fields: Object) {
    self.contentType = contentType
    self.fields = fields
    switching = fields.switchingRule
    fieldsWithoutSwitched = switching == nil ? fields : fields.withoutSwitchedFields
  }

  /// Returns the fields that a request can send.
  package func fields(with switches: Switches) -> Object {
    guard let switching, !switches.isOn(switching) else { return fields }
    return fieldsWithoutSwitched
  }
}

/// The requirement on the `Content-Type` header. A media type is JSON if it is `…/json` or `…+json`; its parameters are
/// always allowed.
package enum ContentType: Sendable {
  /// The header must be present and JSON.
  case required(Source)
  /// The header, if it is present, must be JSON.
  /// - Parameters:
  ///   - activation: `.off` if the vendor reads the body whatever the header says; a warning then says so.
  ///   - presence: The source of a rule, off by default, that the header must be present.
  case jsonIfPresent(Source, Rule.Activation = .on, presence: Source? = nil)
}
