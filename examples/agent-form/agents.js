/** The vendor's API: https://docs.talkifai.dev. In production, this is a server of yours: a key has no business in a browser. */
const parameters = new URLSearchParams(location.search);
export const api = parameters.get("api") ?? "http://127.0.0.1:4010/talkifai";
const key = parameters.get("key") ?? "tk_live_owner";
const attempts = 4;

/** What a new agent has besides the fields of the form. */
const defaults = { agentArchitecture: "text", model: "gpt_4o_mini" };

/**
 * Calls the API, and again if it says "too many requests".
 * @param {(seconds: number) => void} onWait gets the seconds until the next attempt
 * @throws {Error} with the vendor's message
 */
async function call(method, path, body, onWait) {
  for (let attempt = 1;; attempt += 1) {
    const response = await fetch(`${api}/v1/agents${path}`, {
      method,
      headers: { "x-api-key": key, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    if (response.status === 429 && attempt < attempts) {
      const seconds = Number(response.headers.get("Retry-After")) || 2 ** (attempt - 2);
      onWait(seconds);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      continue;
    }
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
    return answer.data;
  }
}

const one = (id) => `/${encodeURIComponent(id)}`;

export const list = async (onWait) => (await call("GET", "", undefined, onWait)).agents;
export const create = async (fields, onWait) => (await call("POST", "", { ...defaults, ...fields }, onWait)).agent;
export const update = async (id, changes, onWait) => (await call("PUT", one(id), changes, onWait)).agent;
export const remove = (id, onWait) => call("DELETE", one(id), undefined, onWait);
