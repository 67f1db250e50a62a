import UnderstudyJSON

/// The decisions about fields that refuse nothing, each with a rule that switches it.
extension Object {
  /// Returns the rules about null and about merging, and those of fields that exist only while a rule is on.
  /// - Parameter namespace: The first part of the surface's rule ids.
  func behaviours(namespace: String) -> [Rule] { behaviours(namespace, at: .root) }

  private func behaviours(_ namespace: String, at path: Path) -> [Rule] {
    updatableFields.flatMap { field -> [Rule] in
      let path = path.member(field.name)
      var rules = field.switching.map { [$0] } ?? []
      if let nullSource = field.value.nullSource {
        let empty = field.value.isClearedByEmptyText ? " and an empty text" : ""
        rules.append(
          .behaviour(
            field.value.nullRule(namespace, at: path),
            "Null\(empty) in an update \(empty.isEmpty ? "clears" : "clear") `\(path.subject)`.",
            nullSource,
            .on))
      }
      guard case .object(let object) = field.value.kind else { return rules }
      if path.steps.count == 1 {
        rules.append(
          .behaviour(
            object.mergeRule(namespace, at: path),
            "An update that sends a part of `\(path.subject)` leaves its other members as they are.",
            .assumed("The page does not say that an update replaces the object."), .on))
      }
      return rules + object.behaviours(namespace, at: path)
    }
  }

  /// The id of the rule by which an object is merged member by member.
  func mergeRule(_ namespace: String, at path: Path) -> String { "\(namespace).\(path.subject).merge" }
}

extension Value {
  /// The id of the rule by which null clears the value, if ``nullSource`` is set.
  func nullRule(_ namespace: String, at path: Path) -> String { "\(namespace).\(path.subject).nullable" }
}

extension Field {
  /// The id of the rule by which null clears the value of a member of the record.
  package func nullRule(_ namespace: String) -> String { value.nullRule(namespace, at: Path(.member(name))) }
}

extension Object {
  /// Returns a stored record without what an update replaces: objects whose members are not merged. Secrets stay, because
  /// a read shows them only while they apply.
  package func replacing(_ names: [Name], in stored: Members) -> Members {
    names.reduce(into: stored) { record, name in
      guard case .object(let object)? = self[name]?.value.kind, let members = record[name]?.members else { return }
      record[name] = .object(
        members.filter { object[$0.key]?.value.isSecret == true }.reduce(into: [:]) {
          $0[$1.key] = $1.value
        })
    }
  }

  /// Returns a stored record whose absent fields have the defaults of creation. Fields that creation requires stay.
  /// - Parameter body: The update, whose fields stay too.
  package func resetting(_ stored: Members, absentFrom body: Members, to creation: Object) -> Members {
    updatableFields.reduce(into: stored) { record, field in
      guard body[field.key] == nil, let new = creation[field.key], new.requirement == nil else { return }
      record[field.key] = creation.defaults[field.key]
    }
  }
}
