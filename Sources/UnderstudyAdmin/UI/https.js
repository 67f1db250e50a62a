// What a client needs that insists on https: the authority to trust, and a line for each runtime.
import { segments } from "./controls.js";
import { copyBox, quoted } from "./copy.js";
import { fill, icon, make } from "./dom.js";
import { keep, kept } from "./kept.js";
import { address } from "./server.js";
import { day } from "./text.js";

/** The port speaks http whatever the page was loaded by. */
const proxy = `http://${location.host}`;

export function httpsCard(tls, sandbox, host) {
  const { enabled, url, files, ownAuthority } = tls ?? {};
  const state = enabled
    ? make("span", { className: "tag you" }, url ? `on, port ${new URL(url).port || 443}` : "on")
    : make("span", { className: "tag" }, "off");
  return make(
    "section",
    { className: "card aside-card https" },
    make("h2", {}, icon("lock"), "HTTPS", make("span", { className: "push" }, state)),
    ...(!enabled ? off() : ownAuthority ? withAuthority(files, sandbox, host) : withOwnCertificate(host)),
  );
}

const off = () => [
  make(
    "p",
    { className: "second" },
    "This server speaks http only. Start it with ",
    make("code", {}, "--tls"),
    ", or run the client with a server of its own:",
  ),
  copyBox("understudy run -- COMMAND", "the command"),
];

const withOwnCertificate = (
  host,
) => [
  make(
    "p",
    { className: "second" },
    "The server shows a certificate of your own. Clients that trust its authority need the proxy only:",
  ),
  copyBox(`HTTPS_PROXY=${quoted(proxy)} curl ${quoted(`https://${host}/`)}`, "the command"),
];

function withAuthority(files, sandbox, host) {
  const { ca = "ca.pem", bundle = "bundle.pem", trustStore = "trust.p12" } = files ?? {};
  const lines = commands(host, quoted(ca), quoted(bundle), trustStore);
  const place = make("div", {});
  const show = (name) => {
    keep("runtime", name);
    fill(place, copyBox(lines[name], "the command"));
  };
  const first = Object.hasOwn(lines, kept("runtime") ?? "") ? kept("runtime") : "Node";
  const tabs = segments("Runtime", Object.keys(lines).map((id) => ({ id, label: id })), first, show);
  show(first);
  const end = make("span", { className: "second" });
  endOf(address("/ca.pem", sandbox)).then((text) => {
    end.textContent = text ? `until ${text}` : "";
  }).catch(() => {});
  return [
    make("p", { className: "second" }, "For clients that insist on it. Trust this server’s own authority once:"),
    make(
      "p",
      { className: "buttons" },
      make(
        "a",
        { className: "button", href: address("/ca.pem", sandbox), download: "ca.pem" },
        icon("download"),
        "Download the certificate",
      ),
      end,
    ),
    tabs,
    place,
    sandbox !== "default" &&
    make(
      "p",
      { className: "second" },
      "To use this sandbox, add ",
      make("code", {}, `~${sandbox}`),
      " to the client’s key.",
    ),
    make(
      "details",
      {},
      make("summary", {}, "Files"),
      make(
        "dl",
        { className: "files" },
        ...[["ca.pem", ca, "the authority, for programs that add it to their roots"], [
          "bundle.pem",
          bundle,
          "the system’s roots and the authority, for programs that replace theirs",
        ], ["trust.p12", trustStore, "the same for Java"]]
          .flatMap((
            [name, path, use],
          ) => [
            make("dt", {}, make("a", { href: address(`/${name}`, sandbox), download: name }, name)),
            make("dd", {}, use, ...(files ? [": ", make("code", {}, path)] : [])),
          ]),
      ),
    ),
  ].filter(Boolean);
}

/** Returns the day on which a certificate ends: the second of its two times, which follow each other. */
async function endOf(url) {
  const pem = await (await fetch(url)).text();
  const bytes = atob(pem.replace(/-----[^-]+-----|\s/g, ""));
  const found = bytes.match(/\x17\x0d\d{12}Z(?:\x17\x0d|\x18\x0f(?=\d{14}Z)\d\d)(\d\d)(\d\d)(\d\d)\d{6}Z/);
  return found && day(new Date(Date.UTC(2000 + Number(found[1]), Number(found[2]) - 1, Number(found[3]))));
}

/** Returns a line for each runtime. The paths are words of a shell, but for that of the trust store. */
function commands(host, ca, bundle, trustStore) {
  const through = `HTTPS_PROXY=${quoted(proxy)}`;
  const { hostname, port } = new URL(proxy);
  return {
    Node: `${through} NODE_USE_ENV_PROXY=1 NODE_EXTRA_CA_CERTS=${ca} node client.mjs`,
    Python: `${through} REQUESTS_CA_BUNDLE=${bundle} SSL_CERT_FILE=${bundle} python client.py`,
    curl: `${through} CURL_CA_BUNDLE=${bundle} curl ${quoted(`https://${host}/`)}`,
    Java: `java -Dhttps.proxyHost=${quoted(hostname)} -Dhttps.proxyPort=${port || 80} ${
      quoted(`-Djavax.net.ssl.trustStore=${trustStore}`)
    } Client.java`,
    Docker: `docker run -v ${ca}:/ca.pem:ro -e NODE_EXTRA_CA_CERTS=/ca.pem -e ${through} IMAGE`,
    System: `sudo install -m 644 ${ca} /usr/local/share/ca-certificates/understudy.crt && sudo update-ca-certificates`,
    Deno: `${through} DENO_CERT=${ca} deno run --allow-net client.ts`,
    Go: `${through} SSL_CERT_FILE=${bundle} go run .`,
    // Ruby reads this variable for https too.
    Ruby: `http_proxy=${quoted(proxy)} SSL_CERT_FILE=${bundle} ruby client.rb`,
    PHP: `${through} php -d curl.cainfo=${bundle} client.php`,
  };
}
