import JSON
import Schema

extension Rule {
  /// The rule as machines read it.
  /// - Parameter endpoint: whose page `document` names.
  package func listing(of endpoint: Endpoint) -> Members {
    [
      "id": .string(id),
      "subject": .string(subject),
      "sentence": .string(sentence),
      "message": words.map(JSON.string) ?? .null,
      "source": .string(source.kind),
      "document": .string(endpoint.document),
      "place": .string(source.place),
      "default": isOnByDefault ? "on" : "off",
    ]
  }
}

extension Registry {
  /// The checks that cannot be switched, as machines read them.
  package var alwaysOnListing: JSON {
    .array(alwaysOn.map { ["id": .string($0.id), "sentence": .string($0.check.sentence)] })
  }
}
