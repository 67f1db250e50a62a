// A request to one agent, or for a new one, to edit and send.
import { endpointOf, loadCatalog } from "./catalog.js";
import { callsOf } from "./collections.js";
import { credentialsOf, withCredential } from "./credentials.js";
import { fieldsOf } from "./request-fields.js";
import { showEdit } from "./request-edit.js";
import { isLeaf, write } from "./json.js";
import { get, path } from "./server.js";

/** Returns what the form for a request takes, for one that was not sent yet. */
const draft = (sandbox, { endpoint, operation, collection, agent = null, method, path, headers, body }) => ({
  id: "",
  response: {},
  request: {
    method,
    url: path,
    headers,
    body: body === undefined ? "" : write(body),
    loggedDate: Date.now(),
    understudy: {
      sandbox,
      endpoint,
      operation,
      collection,
      agent,
      rule: null,
      mapping: null,
      waiting: false,
      departed: false,
      violations: [],
      warnings: [],
    },
  },
});

/** Shows the form for an update of an agent. */
export async function showUpdate(element, { collection, id, name }, sandbox, options) {
  await loadCatalog();
  const { examples, unavailable } = await get(path("agents", collection, id, "examples"), sandbox);
  const [example] = examples;
  if (!example) throw new Error(unavailable[0]?.reason ?? "No update of this agent is accepted.");
  showEdit(element, draft(sandbox, { ...example, operation: "update", collection, agent: id }), {
    ...options,
    about: `to ${name}`,
  });
}

/** Shows the form for a new agent. Its body has the required fields, and the plain ones of an agent that is stored, with its values. */
export async function showCreation(element, endpointID, sandbox, agents, options) {
  await loadCatalog();
  const endpoint = endpointOf(endpointID);
  const creation = endpoint && (await callsOf(endpoint, sandbox)).find(({ operation }) => operation === "create");
  if (!creation) throw new Error(`No call of “${endpointID}” creates an agent.`);
  const own = agents.filter((agent) => agent.collection === endpoint.collection && agent.record !== null);
  const example = own[0] &&
    (await get(path("agents", own[0].collection, own[0].id, "examples"), sandbox)).examples.find((example) =>
      example.endpoint === endpointID
    );
  const [credential] = example ? [] : await credentialsOf(sandbox, endpoint);
  const headers = example?.headers ??
    withCredential({ "Content-Type": "application/json" }, credential ?? { value: "your_key" }, endpoint);
  const fields = await fieldsOf(endpoint, {
    operation: "create",
    collection: endpoint.collection,
    agent: own[0]?.id ?? null,
    sandbox,
  });
  const { required = [], properties = {} } = creation.call.requestBody?.content?.["application/json"]?.schema ?? {};
  const allowed = (
    name,
    value,
  ) => (properties[name]?.enum?.includes(value) === false ? properties[name].enum[0] : value);
  const body = Object.fromEntries(
    fields.filter(({ name }) => required.includes(name) || isName(name) || isPlain(own[0]?.record[name])).map((
      { name, value },
    ) => [name, isName(name) ? "New agent" : allowed(name, value)]),
  );
  showEdit(
    element,
    draft(sandbox, {
      endpoint: endpointID,
      operation: "create",
      collection: endpoint.collection,
      method: creation.method,
      path: creation.path,
      headers,
      body,
    }),
    { ...options, title: "New agent", about: `of ${endpoint.vendorTitle}` },
  );
}

/** Objects may be stored in another form than they are sent in. */
const isPlain = (value) => value !== undefined && value !== null && value !== "" && isLeaf(value);
const isName = (name) => /^(name|display_name|agentName)$/.test(name);
