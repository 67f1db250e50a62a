import { sharedServer } from "./lib/server.js";

export { UnderstudyError, VerificationError } from "./lib/errors.js";
export { connect, start } from "./lib/server.js";

/** Returns a sandbox of this process's server, which is started at the first call unless `UNDERSTUDY_URL` names one. */
export async function sandbox(name) {
  return (await sharedServer()).sandbox(name);
}

/** Verifies requests of clients that name no sandbox. */
export async function verify(query) {
  return (await sharedServer()).verify(query);
}
