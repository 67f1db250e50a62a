// Commands and other text to copy.
import { announce, button, make } from "./dom.js";
import { base, sandbox } from "./server.js";

/** Returns a text as one word of a POSIX shell, whatever is in it. */
export const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Returns one option of curl and its value. */
const option = (name, value) => `${name} ${quoted(value)}`;

/**
 * Returns a shell command that sends a request again.
 * Each option that curl reads patterns, file names or a host from is one that takes its text as it is.
 */
export function curl({ method, url, target, headers, body, bytes = null }) {
  const fields = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => field(name, value)));
  const hasType = Object.keys(headers).some((name) => /^content-type$/i.test(name));
  const data = body || bytes;
  const words = [
    `curl ${method === "HEAD" ? "--head" : option("-X", method).replace(/'([A-Z]+)'$/, "$1")} -g ${quoted(url)}`,
    ...(target === undefined ? [] : [option("--request-target", target)]),
    ...fields.map((text) => option("-H", text)),
    // Otherwise curl says that the data is a form.
    ...(data && !hasType ? [option("-H", "Content-Type:")] : []),
    ...(bytes ? ["--data-binary @-"] : body ? [option("--data-raw", body)] : [])];
  return (bytes ? `printf %s ${quoted(bytes)} | base64 --decode | ` : "") + words.join(" \\\n  ");
}

/** Returns a header field as curl takes it: with `:` and no value it would leave the field out. */
const field = (name, value) => value === "" ? `${name};` : `${name}: ${value}`;

const sentByClient = /^(host|content-length|transfer-encoding|connection|accept-encoding|user-agent|accept|expect)$/i;

/** Returns the command for a logged request, to this server whatever its target. The journal's URLs do not have the sandbox. */
export function curlOf(request) {
  const fields = Object.entries(request.headers);
  const headers = Object.fromEntries(fields.filter(([name]) => !sentByClient.test(name)));
  const host = fields.find(([name]) => /^host$/i.test(name))?.[1];
  // The vendor's host name may have selected the endpoint.
  if (host && !/^(localhost|[\d.]+|\[.*\])(:\d+)?$/.test(host)) headers.Host = host;
  const bytes = isPlain(request.body) ? null : request.bodyAsBase64;
  return curl({ method: request.method, ...destination(request.url, headers), headers, body: request.body, bytes });
}

/** Whether a text can be pasted into a shell as it is, and its bytes are those of the body. */
const isPlain = (text) => text.length < 100_000 && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/.test(text);

/** Returns the URL and, if curl would send another one, the request target. */
function destination(url, headers) {
  const target = url.replace(/^https?:\/\/[^/?#]*(?=\/)/i, "");
  // Without `#`, which curl leaves out, and without steps like `..`, which it follows.
  if (/^\/[!"$-~]*$/.test(target) && !/\/\.\.?(\/|\?|$)/.test(target)) return { url: base + target };
  if (target.startsWith("/")) return { url: `${location.origin}/`, target: base.slice(location.origin.length) + target };
  headers["X-Understudy-Sandbox"] ??= sandbox;
  return { url: `${location.origin}/`, target };
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
