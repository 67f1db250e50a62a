// Commands and other text to copy.
import { announce, button, make } from "./dom.js";
import { base } from "./server.js";

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Returns a shell command that sends a request again. */
export function curl({ method, url, headers, body }) {
  const fields = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  return [`curl -X ${quoted(method).replace(/^'([A-Z]+)'$/, "$1")} ${quoted(url)}`,
    ...fields.map((field) => `-H ${quoted(field)}`),
    ...(body ? [`--data-binary ${quoted(body)}`] : [])].join(" \\\n  ");
}

const sentByClient = /^(host|content-length|connection|accept-encoding|user-agent|accept|expect)$/i;

/** Returns the command for a logged request. The journal's URLs do not have the sandbox. */
export function curlOf(request) {
  const fields = Object.entries(request.headers);
  const headers = Object.fromEntries(fields.filter(([name]) => !sentByClient.test(name)));
  const host = fields.find(([name]) => /^host$/i.test(name))?.[1];
  // The vendor's host name may have selected the endpoint.
  if (host && !/^(localhost|[\d.]+|\[.*\])(:\d+)?$/.test(host)) headers.Host = host;
  const url = base + request.url.replace(/^https?:\/\/[^/]*/, "");
  return curl({ method: request.method, url, headers, body: request.body });
}

/** Returns the command for an example of the control plane. */
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

/** Copies text, also if the page has no access to the clipboard because its URL is neither https nor on this machine. */
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
