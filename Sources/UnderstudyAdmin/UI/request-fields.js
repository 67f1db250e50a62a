// The fields that an endpoint takes, from its OpenAPI document, each with a value to begin with.
import { documentOf } from "./collections.js";
import { get, path } from "./server.js";

/** Returns the fields of the operation: `{ name, value, description }`. The value is the stored one if the agent has one. */
export async function fieldsOf(endpoint, { operation, collection, agent, sandbox }) {
  if (!endpoint || !["update", "create"].includes(operation)) return [];
  try {
    const document = await documentOf(endpoint.id, sandbox);
    const stored = agent ? await get(path("agents", collection, agent), sandbox).catch(() => ({})) : {};
    return Object.entries(bodySchema(document, endpoint, operation)?.properties ?? {}).filter(([, schema]) =>
      schema !== false
    ).map(([name, schema]) => {
      const whole = resolved(schema, document);
      return { name, value: stored?.[name] ?? sample(whole), description: whole.description?.slice(0, 200) };
    });
  } catch {
    return [];
  }
}

function bodySchema(document, endpoint, operation) {
  const item = Object.entries(document.paths).filter((
    [path],
  ) => (operation === "update" ? path === endpoint.path : path !== endpoint.path)).map(([, item]) => item);
  const own = item.flatMap((item) => (operation === "update" ? [item[endpoint.method.toLowerCase()]] : [item.post]))
    .find((call) => call?.requestBody);
  const schema = resolved(own?.requestBody?.content?.["application/json"]?.schema, document);
  return schema?.properties
    ? schema
    : schema?.allOf?.map((part) => resolved(part, document)).find((part) => part.properties);
}

function resolved(schema, document) {
  const steps = schema?.$ref?.startsWith("#/") ? schema.$ref.slice(2).split("/") : null;
  return steps ? steps.reduce((value, step) => value?.[step], document) : schema ?? {};
}

function sample(schema) {
  const one = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema;
  if (one.examples?.length) return one.examples[0];
  if (one.default !== undefined) return one.default;
  if (one.enum?.length) return one.enum[0];
  const type = [one.type].flat().find((type) => type !== "null");
  return {
    string: "",
    number: one.minimum ?? 0,
    integer: one.minimum ?? 0,
    boolean: true,
    array: [],
    object: {},
  }[type] ?? null;
}
