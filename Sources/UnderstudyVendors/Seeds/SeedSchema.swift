import UnderstudyJSON

/// The JSON Schema of seed files, printed from the vendors' declarations.
package enum SeedSchema {
  package static func document(_ registry: Registry) -> JSON {
    var properties: Members = [
      "$schema": ["type": "string", "description": "Where this schema stands, for editors"]
    ]
    for vendor in registry.vendors { properties[vendor.id] = .object(schema(of: vendor)) }
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Seed data of Understudy",
      "type": "object",
      "properties": .object(properties),
      "additionalProperties": false,
    ]
  }

  private static func schema(of vendor: Vendor) -> Members {
    var lists = Members()
    for list in vendor.seedLists {
      lists[list.name] = ["type": "array", "items": list.record.recordSchema]
    }
    return [
      "type": "object",
      "description": .string(vendor.title),
      "properties": .object(lists),
      "additionalProperties": false,
    ]
  }
}
