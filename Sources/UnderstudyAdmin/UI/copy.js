// Requests as commands and programs to copy, and other text.
import { announce, button, icon, make } from "./dom.js";
import { baseOf, pathOf } from "./server.js";

/** Returns a text as one word of a POSIX shell, whatever is in it. */
export const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Returns one option of curl and its value. */
const option = (name, value) => `${name} ${quoted(value)}`;

/**
 * Returns a shell command that sends a request again.
 * Each option that curl reads patterns, file names or a host from is one that takes its text as it is.
 */
export function curl({ method, url, target, headers, body, bytes = null }) {
  const fields = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => field(name, value))
  );
  const hasType = Object.keys(headers).some((name) => /^content-type$/i.test(name));
  const data = body || bytes;
  const words = [
    `curl ${method === "HEAD" ? "--head" : option("-X", method).replace(/'([A-Z]+)'$/, "$1")} -g ${quoted(url)}`,
    ...(target === undefined ? [] : [option("--request-target", target)]),
    ...fields.map((text) => option("-H", text)),
    // Otherwise curl says that the data is a form.
    ...(data && !hasType ? [option("-H", "Content-Type:")] : []),
    ...(bytes ? ["--data-binary @-"] : body ? [option("--data-raw", body)] : []),
  ];
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
  const { sandbox } = request.understudy;
  return curl({
    method: request.method,
    ...destination(request.url, headers, sandbox),
    headers,
    body: request.body,
    bytes,
  });
}

/** Whether a text can be pasted into a shell as it is, and its bytes are those of the body. */
const isPlain = (text) => text.length < 100_000 && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/.test(text);

/** Returns the URL and, if curl would send another one, the request target. */
function destination(url, headers, sandbox) {
  const base = baseOf(sandbox);
  const target = pathOf(url);
  // Without `#`, which curl leaves out, and without steps like `..`, which it follows.
  if (/^\/[!"$-~]*$/.test(target) && !/\/\.\.?(\/|\?|$)/.test(target)) return { url: base + target };
  if (target.startsWith("/")) {
    return { url: `${location.origin}/`, target: base.slice(location.origin.length) + target };
  }
  headers["X-Understudy-Sandbox"] ??= sandbox;
  return { url: `${location.origin}/`, target };
}

/** Returns an example of the control plane in the form that the functions below take. */
export const requestOfExample = (example, sandbox, vendor = null) => ({
  method: example.method,
  url: baseOf(sandbox) + (vendor ? `/${vendor}` : "") + example.path,
  headers: example.headers,
  body: example.body === undefined ? "" : JSON.stringify(example.body),
});

/** Returns a text as a literal of JavaScript and of Python: both read the escapes of JSON, and neither has more. */
const literal = (text) =>
  JSON.stringify(text).replace(
    /[\u2028\u2029\u007f]|[\ud800-\udfff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const object = (fields, indent) =>
  fields.length === 0
    ? "{}"
    : `{\n${
      fields.map(([name, value]) => `${indent}  ${literal(name)}: ${literal(String(value))},`).join("\n")
    }\n${indent}}`;

const flat = (headers) => Object.entries(headers).map(([name, values]) => [name, [values].flat().join(", ")]);

/** Returns a program for Node or a browser. */
export const javaScript = ({ method, url, headers, body, bytes = null }) =>
  [
    `const answer = await fetch(${literal(url)}, {`,
    `  method: ${literal(method)},`,
    `  headers: ${object(flat(headers), "  ")},`,
    ...(bytes
      ? [`  body: Uint8Array.from(atob(${literal(bytes)}), (character) => character.charCodeAt(0)),`]
      : body
      ? [`  body: ${literal(body)},`]
      : []),
    "});",
    "console.log(answer.status, await answer.text());",
  ].join("\n");

/** Returns a program for Python without packages. */
export const python = ({ method, url, headers, body, bytes = null }) =>
  [
    ...(bytes ? ["from base64 import b64decode"] : []),
    "from urllib.error import HTTPError",
    "from urllib.request import Request, urlopen",
    "",
    `request = Request(${literal(url)}, method=${literal(method)}, headers=${object(flat(headers), "")}${
      bytes ? `, data=b64decode(${literal(bytes)})` : body ? `, data=${literal(body)}.encode()` : ""
    })`,
    "try:",
    "    answer = urlopen(request)",
    "except HTTPError as error:",
    "    answer = error",
    "print(answer.status, answer.read().decode())",
  ].join("\n");

/** Returns a logged request in the form that `javaScript` and `python` take. */
export function plainRequest(request, prefix = "") {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !sentByClient.test(name)));
  return {
    method: request.method,
    url: baseOf(request.understudy.sandbox) + prefix + pathOf(request.url),
    headers,
    body: request.body,
    bytes: isPlain(request.body) ? null : request.bodyAsBase64,
  };
}

export const languages = { curl: (request) => curl(request), JavaScript: javaScript, Python: python };

/** Copies text, also if the page has no access to the clipboard because its URL is neither https nor on this machine. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", { value: text, className: "unseen" });
    const before = document.activeElement;
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    before?.focus?.();
  }
  announce("Copied");
}

const textOf = async (text) => (typeof text === "function" ? await text() : text);

export function copyButton(label, text, properties = {}) {
  const words = make("span", {}, label);
  const copier = button(
    words,
    async () => {
      await copy(await textOf(text));
      words.textContent = "Copied";
      setTimeout(() => {
        words.textContent = label;
      }, 1500);
    },
    properties,
    "copy",
  );
  return copier;
}

/** Returns a button that is the sign for copying only. */
export function copyIcon(label, text) {
  const copier = make("button", { type: "button", className: "bare", title: label, "aria-label": label }, icon("copy"));
  copier.onclick = async () => {
    await copy(await textOf(text));
    copier.replaceChildren(icon("check"));
    copier.setAttribute("aria-label", "Copied");
    setTimeout(() => {
      copier.replaceChildren(icon("copy"));
      copier.setAttribute("aria-label", label);
    }, 1500);
  };
  return copier;
}

/** Shows a short text with the sign for copying. */
export const copyBox = (text, label, before = null) =>
  make(
    "div",
    { className: "box" },
    before && make("span", { className: "quiet" }, before),
    make("code", {}, text),
    copyIcon(`Copy ${label}`, text),
  );
