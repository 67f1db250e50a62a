// The seeded credentials, which the reader can send as.
import { get } from "./server.js";

/** Returns the seeded credentials of a sandbox, or those of an endpoint. */
export async function credentialsOf(sandbox, endpoint = null) {
  const { credentials } = await get("/credentials", sandbox);
  return endpoint === null ? credentials : credentials.filter(({ endpoints }) => endpoints.includes(endpoint.id));
}

/**
 * Returns whose the keys of a vendor are: `{ hasRole, title, of(credential) }`. Only members have roles. A key without a member is an
 * organization's; one whose member has the name of its organization is a workspace's.
 */
export function holderOf(credentials) {
  const hasRole = credentials.some(({ role }) => role);
  const title = hasRole ? "Member" : credentials.some(({ member }) => member) ? "Workspace" : "Organization";
  return { hasRole, title, of: ({ member, organization }) => member ?? organization ?? "–" };
}

/** Returns the words beside a key: its role, and whose it is. */
export const about = ({ member, role, organization }) =>
  [role, member, organization && `of ${organization}`].filter(Boolean).join(" ");

/** Returns header fields with another credential in place of the one that was sent. */
export function withCredential(headers, credential, endpoint) {
  const { header, value, secondary } = credential;
  const names = [header, secondary?.header].filter(Boolean).map((name) => name.toLowerCase());
  const kept = Object.entries(headers).filter(([name]) =>
    !isCredential(name, endpoint) && !names.includes(name.toLowerCase())
  );
  return {
    ...Object.fromEntries(kept),
    [header]: value,
    ...(secondary ? { [secondary.header]: secondary.value } : {}),
  };
}

export const isCredential = (name, endpoint) =>
  /^(authorization|x-api-key|cookie)$/i.test(name) || name.toLowerCase() === endpoint?.credential?.toLowerCase();
