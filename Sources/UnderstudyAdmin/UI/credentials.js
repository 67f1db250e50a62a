// The seeded credentials, which the reader can send as.
import { get, hasCall } from "./server.js";

/** Returns the credentials of an endpoint: `{ header, value, member, role, … }`. Servers without the call have none. */
export async function credentialsOf(sandbox, endpoint = null) {
  if (!await hasCall("/credentials")) return [];
  const { credentials = [] } = await get("/credentials", sandbox).catch(() => ({}));
  return endpoint === null ? credentials : credentials.filter((credential) => matches(credential, endpoint));
}

const matches = (credential, { id, vendor }) => (credential.endpoints ? credential.endpoints.includes(id)
  : credential.endpoint !== undefined ? credential.endpoint === id : credential.vendor === vendor);

/** Returns the words beside a key: its role and what it reaches. */
export const about = ({ member, role, organization, workspace, subAccount }) =>
  [role, member && member !== role ? member : null, subAccount ? `one sub-account of ${organization ?? workspace}` : organization ?? workspace].filter(Boolean).join(", ");

/** Returns header fields with another credential in place of the one that was sent. */
export function withCredential(headers, credential, endpoint) {
  const name = credential.header ?? endpoint?.credential ?? "Authorization";
  const kept = Object.entries(headers).filter(([other]) => !isCredential(other, endpoint) && other.toLowerCase() !== name.toLowerCase());
  return { ...Object.fromEntries(kept), ...(credential.headers ?? { [name]: credential.value }) };
}

export const isCredential = (name, endpoint) => /^(authorization|x-api-key|cookie)$/i.test(name) || name.toLowerCase() === endpoint?.credential?.toLowerCase();
