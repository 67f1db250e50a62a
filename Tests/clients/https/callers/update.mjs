// Renames an agent of each of two vendors, at their own URLs, by fetch. Usage: update.mjs NAME
const update = async (url, headers) => {
  const response = await fetch(url, {
    method: "PUT",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ name: process.argv[2] }),
  });
  return [await response.json(), response.status];
};

const [talkifai, first] = await update(
  "https://api.talkifai.dev/v1/agents/agent_abc123",
  { "x-api-key": "tk_live_owner" },
);
console.log(`${talkifai.data.agent.name}\n${first}`);
const [trillet, second] = await update(
  "https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample",
  { "x-workspace-id": "workspaceIdExample" },
);
console.log(`${trillet.name}\n${second}`);
