// Commands and other text to take along.
import { announce, button, make } from "./dom.js";
import { base } from "./server.js";

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A command that sends a request again, in a shell. */
export function curl({ method, url, headers, body }) {
  const fields = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  return [`curl -X ${quoted(method).replace(/^'([A-Z]+)'$/, "$1")} ${quoted(url)}`,
    ...fields.map((field) => `-H ${quoted(field)}`),
    ...(body ? [`--data-binary ${quoted(body)}`] : [])].join(" \\\n  ");
}

const sentByClient = /^(host|content-length|connection|accept-encoding|user-agent|accept|expect)$/i;

/** Of a logged request, to this server. The journal's addresses are without the sandbox. */
export function curlOf(request) {
  const fields = Object.entries(request.headers);
  const headers = Object.fromEntries(fields.filter(([name]) => !sentByClient.test(name)));
  const host = fields.find(([name]) => /^host$/i.test(name))?.[1];
  // A vendor's own name may be what chose the endpoint.
  if (host && !/^(localhost|[\d.]+|\[.*\])(:\d+)?$/.test(host)) headers.Host = host;
  const url = base + request.url.replace(/^https?:\/\/[^/]*/, "");
  return curl({ method: request.method, url, headers, body: request.body });
}

/** Of an example of the control plane's, sent to this sandbox. */
export const curlOfExample = (example) =>
  curl({ ...example, url: base + example.path, body: JSON.stringify(example.body) });

export function copyButton(label, text) {
  const done = async () => {
    await copy(typeof text === "function" ? text() : text);
    copier.textContent = "Copied";
    announce("Copied");
    setTimeout(() => { copier.textContent = label; }, 1500);
  };
  const copier = button(label, done);
  return copier;
}

/** Where the page has no right to the clipboard, as under an address that is neither https nor this machine's. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", { value: text, className: "unseen" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

export const command = (text) => make("div", { className: "command" },
  make("pre", { tabIndex: 0, "aria-label": "Command" }, make("code", {}, text)), copyButton("Copy", text));
