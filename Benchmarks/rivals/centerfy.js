"use strict";
// Centerfy's rules (docs/vendors/centerfy.md) over a Map of agents, for both rivals in JavaScript.
const { readFileSync } = require("node:fs");

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const { agents: seeds, keys: seededKeys } = JSON.parse(readFileSync(process.env.SEEDS)).centerfy;
const agents = new Map(seeds.map((agent) => [agent.id, agent]));
const keys = new Map(seededKeys.map((key) => [key.key, key]));

const text = [(value) => typeof value === "string" && value.trim() !== "", "must be a string that is not empty"];
const number = [(value) => typeof value === "number", "must be a number"];
const boolean = [(value) => typeof value === "boolean", "must be a boolean"];
const fraction = [(value) => typeof value === "number" && value >= 0 && value <= 1, "must be from 0 to 1"];
const voicemail = [(value) => value === "leave_message" || value === "hangup", "must be leave_message or hangup"];
const address = [isWebAddress, "must be an absolute http or https URL"];

const fields = Object.entries({
  name: text,
  voice_id: text,
  max_duration: number,
  temperature: fraction,
  silence_timeout: number,
  voice_activity_timeout: number,
  llm_model: text,
  language: text,
  background_noise: boolean,
  background_type: text,
  voicemail_detection: boolean,
  voicemail_type: voicemail,
  voicemail_message: text,
  backcchanneling: boolean,
  is_active: boolean,
  webhook: boolean,
  webhook_url: address,
  recording: boolean,
});

// [field, value that makes another field required, that field]
const conditions = [
  ["background_noise", true, "background_type"],
  ["voicemail_detection", true, "voicemail_type"],
  ["voicemail_type", "leave_message", "voicemail_message"],
  ["webhook", true, "webhook_url"],
];

function isWebAddress(value) {
  return typeof value === "string" && /^https?:\/\//i.test(value) && URL.canParse(value);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The agent of that id, if the request's key may touch it. */
function find(id, headers) {
  const bearer = /^bearer (.+)$/i.exec(headers.authorization ?? "");
  const key = keys.get(headers["x-api-key"] ?? bearer?.[1]);
  if (!key) throw new Refusal(401, "Invalid API key");
  if (!uuid.test(id)) throw new Refusal(400, "`agentId` must be a UUID");
  const agent = agents.get(id.toLowerCase());
  if (!agent) throw new Refusal(404, "Agent not found");
  const account = key.sub_account_id ?? agent.sub_account_id;
  if (agent.organization_id !== key.organization_id || agent.sub_account_id !== account) {
    throw new Refusal(403, "Organization/sub-account mismatch with API key scope");
  }
  if (!/^application\/json *(;|$)/i.test(headers["content-type"] ?? "")) {
    throw new Refusal(400, "`Content-Type` must be application/json");
  }
  return agent;
}

/** What of a parsed body may be stored. */
function check(body) {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refusal(400, "The body must be a JSON object");
  }
  const changes = {};
  let found = false;
  for (const [name, [isValid, demand]] of fields) {
    if (!Object.hasOwn(body, name)) continue;
    if (!isValid(body[name])) throw new Refusal(400, `\`${name}\` ${demand}`);
    changes[name] = body[name];
    found = true;
  }
  for (const [name, value, other] of conditions) {
    if (changes[name] === value && !(other in changes)) {
      throw new Refusal(400, `\`${other}\` is required when \`${name}\` is ${value}`);
    }
  }
  if (!found) throw new Refusal(400, "No updatable fields provided");
  return changes;
}

/** Changes the agent, and makes the vendor's answer of it. */
function update(agent, body) {
  Object.assign(agent, check(body), { updated_at: new Date().toISOString().slice(0, 19) + "Z" });
  const { id, name, is_active, updated_at } = agent;
  return { id, name, is_active, updated_at };
}

module.exports = { Refusal, find, update };
