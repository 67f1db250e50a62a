// The tab with the ways to reach this server: base URL, certificates, and a command for each runtime.
import { command, quoted } from "./copy.js";
import { find, make } from "./dom.js";
import { address, base, endpoints, sandbox, tls } from "./server.js";

const lead = (...children) => make("p", { className: "lead" }, ...children);
const code = (text) => make("code", {}, text);

/** The port speaks http whatever the page was loaded by. */
const proxy = `http://${location.host}`;

export async function showConnect() {
  const [{ enabled, url, files, ownAuthority }, all] = await Promise.all([tls(), endpoints()]);
  const host = all[0]?.host ?? "";
  find("connect-how").replaceChildren(
    make("h3", {}, "Base URL"),
    lead("For a client whose base URL can be set. ", enabled ? "The port speaks http and https." : ""),
    command(base), ...(enabled && url && sandbox === "default" ? [command(url)] : []),
    make("h3", {}, "Clients whose https URL cannot be set"),
    ...(!enabled ? withoutTLS() : ownAuthority ? certificates(files, host) : withOwnCertificate(host)));
}

const withoutTLS = () => [
  lead("This server speaks http only. Start it with ", code("--tls"), ", or run the client with a server of its own:"),
  command("understudy run -- COMMAND")];

const withOwnCertificate = (host) => [
  lead("The server shows a certificate of your own. Clients that trust its authority need the proxy only:"),
  command(`HTTPS_PROXY=${quoted(proxy)} curl ${quoted(`https://${host}/`)}`)];

function certificates(files, host) {
  const { ca = "ca.pem", bundle = "bundle.pem", trustStore = "trust.p12" } = files ?? {};
  return [
    lead("The client uses this server as its proxy and trusts its authority. ", ...sandboxNote()),
    fileTable([["ca.pem", ca, "the authority, for programs that add it to their roots"],
      ["bundle.pem", bundle, "the system's roots and the authority, for programs that replace theirs"],
      ["trust.p12", trustStore, "the same for Java"]], files),
    ...commands(host, quoted(ca), quoted(bundle), trustStore).flatMap(([name, text]) =>
      [make("h4", {}, name), command(text)])];
}

const sandboxNote = () => sandbox === "default" ? []
  : ["To use this sandbox, add ", code(`~${sandbox}`), " to the client's credential."];

const fileTable = (rows, files) => make("dl", {}, ...rows.flatMap(([name, path, use]) => [
  make("dt", {}, make("a", { href: address(`/${name}`), download: name }, name)),
  make("dd", {}, use, ...(files ? [": ", code(path)] : []))]));

/** Returns a line for each runtime. The paths are words of a shell, but for that of the trust store. */
function commands(host, ca, bundle, trustStore) {
  const through = `HTTPS_PROXY=${quoted(proxy)}`;
  const { hostname, port } = new URL(proxy);
  return [
    ["curl", `${through} CURL_CA_BUNDLE=${bundle} curl ${quoted(`https://${host}/`)}`],
    ["Python (requests, httpx, urllib)", `${through} REQUESTS_CA_BUNDLE=${bundle} SSL_CERT_FILE=${bundle} python client.py`],
    ["Node", `${through} NODE_USE_ENV_PROXY=1 NODE_EXTRA_CA_CERTS=${ca} node client.mjs`],
    ["Deno", `${through} DENO_CERT=${ca} deno run --allow-net client.ts`],
    ["Java", `java -Dhttps.proxyHost=${quoted(hostname)} -Dhttps.proxyPort=${port || 80} `
      + `${quoted(`-Djavax.net.ssl.trustStore=${trustStore}`)} Client.java`],
    ["Go", `${through} SSL_CERT_FILE=${bundle} go run .`],
    // Ruby reads this variable for https too.
    ["Ruby", `http_proxy=${quoted(proxy)} SSL_CERT_FILE=${bundle} ruby client.rb`],
    ["PHP (curl)", `${through} php -d curl.cainfo=${bundle} client.php`]];
}
