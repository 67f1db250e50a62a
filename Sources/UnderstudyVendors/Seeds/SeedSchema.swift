import UnderstudyJSON

/// The JSON Schema of seed files, generated from the vendors' declarations.
package enum SeedSchema {
  package static func document(_ registry: Registry) -> JSON {
    var properties: Members = [
      "$schema": ["type": "string", "description": "The path of this schema, for editors"]
    ]
    for vendor in registry.vendors { properties[vendor.id] = schema(of: vendor) }
    return [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Seed data for Understudy",
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
  }

  private static func schema(of vendor: Vendor) -> JSON {
    let lists: Members = vendor.seedLists.reduce(into: [:]) { lists, list in
      lists[list.name] = ["type": "array", "items": .object(list.record.recordSchema)]
    }
    return [
      "type": "object", "description": .string(vendor.title), "properties": .object(lists),
      "additionalProperties": false,
    ]
  }
}
