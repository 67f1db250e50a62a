// Compiled, not run: types.test.mjs.
import { connect, sandbox, start, UnderstudyError, VerificationError, verify } from "understudy-mock";
import type { Query, ReceivedRequest, Sandbox, Server } from "understudy-mock";
import { sandboxOf } from "understudy-mock/node-test";

const server: Server = await start({ seedData: ["seeds"], failOn: "unmatched", port: 4010, arguments: ["--strict"] });
const remote: Server = await connect(new URL("http://localhost:4010"));
const https: string | undefined = remote.httpsURL ?? server.ca;
const own: Sandbox = server.sandbox("name");
const query: Query = { effect: { kind: "deleted", id: own.name, changed: { "/a": null }, only: true }, exactly: 1 };
const count: number = (await own.verify(query)).count;
const requests: ReceivedRequest[] = await (await sandbox()).requests();
const rule: string | null = requests[0].rule ?? requests[0].violations[0].rule;
const name: string = (await own.agent("centerfy", "id")).name;
const ids: string[] = (await own.agents("centerfy")).map(({ id }) => id);
const mapping: string = await own.failNext("centerfy", 429, { times: 2, method: "PUT" });
await own.stub({ request: {}, response: { status: 418 } });
await own.store("centerfy", "id", { name });
await sandboxOf({ after: () => {}, diagnostic: () => {} });
await own[Symbol.asyncDispose]();
const texts: string[] = [own.urlOf("voicebip"), own.key("key"), await own.report(), own.dashboard];
texts.push(`${https} ${count} ${rule} ${mapping} ${ids}`);
try {
  await verify({ request: { method: "PUT" }, atMost: 0 });
} catch (error) {
  if (error instanceof VerificationError) texts.push(error.verdict.outcome);
  if (error instanceof UnderstudyError) texts.push(error.message);
}
// @ts-expect-error: not an option
await start({ seeds: "x" });
// @ts-expect-error: `kind` has three values
await own.verify({ effect: { kind: "patched" } });
// @ts-expect-error: a status is a number
await own.failNext("centerfy", "429");
