// The page with the ways to reach this server: base URL, keys, a request to send; sandboxes, HTTPS, descriptions.
import { titleParts } from "./catalog.js";
import { segments } from "./controls.js";
import { copyBox, copyButton, copyIcon } from "./copy.js";
import { credentialsOf, holderOf } from "./credentials.js";
import { excerpt, fill, icon, link, make, unseen } from "./dom.js";
import { httpsCard } from "./https.js";
import { menuButton } from "./menu.js";
import { makeSender } from "./sender.js";
import { address, baseOf, serverInfo, vendors } from "./server.js";
import { vendorBadge } from "./text.js";

export const page = {
  id: "connect",
  title: "Connect",
  icon: "connect",
  key: "c",
  inSide: true,
  needsSandbox: true,
  about: "These addresses and keys are for",
  mount,
};

function mount(place) {
  const { sandbox, signal } = place;
  let shown = null, all = [];
  const main = make("div", { className: "scroll connect" }),
    aside = make("aside", { className: "aside", "aria-label": "More ways", tabIndex: 0 });
  fill(place.body, main, aside);
  const ready = vendors().then((list) => {
    all = list;
    const tabs = segments(
      "Vendor",
      all.map(({ id, title }) => ({ id, label: title, before: vendorBadge(id, title) })),
      null,
      (vendor) => place.go({ steps: [vendor] }, { replaces: true }),
    );
    const documents = make("span", { className: "push documents" });
    place.showBar(tabs, documents);
    place.showActions(menuButton(
      "OpenAPI",
      () =>
        descriptions(all, sandbox).map(({ label, href, name }) => ({
          label,
          href,
          download: name,
          icon: "download",
        })),
      { symbol: "file" },
    ));
    return { tabs, documents };
  });

  async function draw(vendor) {
    const { tabs, documents } = await ready;
    const chosen = all.find(({ id }) => id === vendor) ?? all.find(({ id }) => id === "centerfy") ?? all[0];
    if (shown === chosen.id || signal.aborted) return;
    shown = chosen.id;
    tabs.choose(chosen.id);
    const { document } = chosen.endpoints[0];
    fill(documents, link(document, new URL(document).hostname), " ", icon("external", "icon small-icon"));
    const [credentials, { tls }] = await Promise.all([credentialsOf(sandbox), serverInfo()]);
    if (shown !== chosen.id || signal.aborted) return;
    // A session is listed once for its header and once for its cookie, which a page cannot send.
    const own = credentials.filter(({ vendor, key }, index) =>
      vendor === chosen.id && credentials.findIndex((other) => other.vendor === vendor && other.key === key) === index
    );
    /** Null until the reader chooses one: the request then has the key of its example. */
    let key = null;
    const sender = make("div", {});
    const table = keyTable(chosen, own, (credential) => {
      key = credential;
      made.then((sender) => sender?.draw());
    });
    fill(
      main,
      step(1, "Point your client here", ...pointing(chosen, sandbox)),
      step(2, "Use a key of the seeds", ...table.content),
      step(3, "Send something", sender),
    );
    const made = makeSender(sender, sandbox, signal, {
      vendor: chosen.id,
      credential: () => key,
      onExample: (example) => {
        if (key === null) table.mark(example && credentials.find((credential) => isSent(credential, example))?.key);
      },
    });
    fill(
      aside,
      sandboxCard(chosen, own),
      httpsCard(tls, sandbox, chosen.endpoints[0].host),
      descriptionCard(all, chosen, sandbox),
    );
    await made;
  }
  return { show: ({ steps }) => draw(steps[0]) };
}

const step = (number, title, ...content) =>
  make(
    "section",
    { className: "step" },
    make("span", { className: "step-number", "aria-hidden": "true" }, String(number)),
    make("div", {}, make("h2", {}, title), ...content),
  );

function pointing(vendor, sandbox) {
  const { host } = vendor.endpoints[0], url = `${baseOf(sandbox)}/${vendor.id}`;
  return [
    make(
      "p",
      { className: "second" },
      "Use it instead of ",
      make("code", {}, `https://${host}`),
      ". Everything sent to it lands in ",
      make("b", {}, sandbox),
      ".",
    ),
    make("div", { className: "base-url" }, make("code", { id: "base-url" }, url), copyButton("Copy", url)),
    make(
      "div",
      { className: "also" },
      make("span", { className: "quiet" }, "Also"),
      copyBox(`${baseOf(sandbox)}${vendor.endpoints[0].path.replace(/\/\{.*$/, "")}`, "the own path", "own path"),
      copyBox(`${host} → ${location.hostname}`, "the host name", "host name"),
    ),
  ];
}

/** Whether a request is sent with a credential. */
const isSent = ({ header, value }, { headers }) =>
  Object.entries(headers).some(([name, sent]) => name.toLowerCase() === header.toLowerCase() && sent === value);

/** Returns the table of the keys as `content`, and `mark(key)`, which checks one. */
function keyTable(vendor, credentials, choose) {
  const header = vendor.endpoints[0].credential;
  if (credentials.length === 0) {
    const words = make(
      "p",
      { className: "second" },
      "In the header ",
      make("code", {}, header),
      ". The keys stand in the seed file of the vendor; the request below has one.",
    );
    return { content: [words], mark: () => {} };
  }
  const inputs = new Map(), holder = holderOf(credentials);
  const rows = credentials.slice(0, 50).map((credential) => {
    const input = make("input", {
      type: "radio",
      name: "key",
      onchange: () => choose(credential),
      "aria-label": `Use ${credential.key}`,
    });
    inputs.set(credential.key, input);
    return make(
      "tr",
      { role: "row" },
      make(
        "td",
        { role: "cell", className: "key-cell" },
        make("label", { className: "key-choice" }, input, make("code", {}, excerpt(credential.key, 60))),
      ),
      holder.hasRole && make("td", { role: "cell" }, credential.role ?? "–"),
      make(
        "td",
        { role: "cell", className: "whose-cell" },
        excerpt(holder.of(credential), 40),
      ),
      make("td", { role: "cell", className: "reach-cell" }, reach(credential)),
      make("td", { role: "cell", className: "copy-cell" }, copyIcon(`Copy ${credential.key}`, credential.key)),
    );
  });
  const content = [
    make(
      "p",
      { className: "second" },
      "In the header ",
      make("code", {}, [...new Set(credentials.map(({ header }) => header))].join(" or ")),
      holder.hasRole ? ". Each acts with its member’s role." : `. Each acts for its ${holder.title.toLowerCase()}.`,
    ),
    make(
      "div",
      { className: "table-scroll" },
      make(
        "table",
        { className: "keys", role: "table" },
        make(
          "thead",
          { role: "rowgroup" },
          make(
            "tr",
            { role: "row" },
            ...["Key", holder.hasRole && "Role", holder.title, "May update", "Copy"].filter(Boolean).map((label) =>
              make("th", { scope: "col", role: "columnheader" }, label === "Copy" ? unseen(label) : label)
            ),
          ),
        ),
        make("tbody", { role: "rowgroup" }, ...rows),
      ),
    ),
  ];
  const mark = (key) =>
    inputs.forEach((input, own) => {
      input.checked = own === key;
    });
  return { content, mark };
}

/** Returns which agents a credential reaches, in words. */
function reach({ agents: { total, of, first } }) {
  if (total === 0) return "no agent";
  if (total === of) return of === 1 ? "the one agent" : `all ${of} agents`;
  const names = first.slice(0, 2).map(({ name, id }) => String(name ?? id).slice(0, 40));
  return total > 2 ? `${names.join(", ")} and ${total - 2} more` : names.join(", ");
}

const card = (symbol, title, ...content) =>
  make("section", { className: "card aside-card" }, make("h2", {}, icon(symbol), title), ...content);

function sandboxCard(vendor, credentials) {
  const key = credentials[0]?.key ?? "your_key";
  const line = (label, text) =>
    make("div", { className: "labelled" }, make("span", { className: "quiet" }, label), copyBox(text, `the ${label}`));
  return card(
    "sandboxes",
    "A sandbox for each test",
    make(
      "p",
      { className: "second" },
      "Name it in any of three ways. It appears with its first request, with the seeded agents.",
    ),
    line("key", `${key}~my-test`),
    line("header", "X-Understudy-Sandbox: my-test"),
    line("path", `/sandbox/my-test/${vendor.id}`),
  );
}

/** Returns an endpoint's title, without its words if those are of each vendor. */
function labelOf(title) {
  const { subject, noun } = titleParts(title);
  return noun === "agent" ? subject : title;
}

const descriptions = (all, sandbox) => [
  ...all.flatMap(({ endpoints }) => endpoints).map(({ id, title }) => ({
    label: labelOf(title),
    href: address(`/openapi/${id}`, sandbox),
    name: `${id}.json`,
    vendor: id,
  })),
  { label: "Every endpoint", href: address("/openapi", sandbox), name: "understudy.json" },
  { label: "Control plane", href: address("/openapi/control-plane", sandbox), name: "understudy-admin.json" },
];

function descriptionCard(all, chosen, sandbox) {
  const own = descriptions(all, sandbox).filter(({ vendor }) =>
    !vendor || chosen.endpoints.some(({ id }) => id === vendor)
  );
  return card(
    "file",
    "Descriptions",
    make(
      "ul",
      { className: "descriptions" },
      ...own.map(({ label, href, name }) =>
        make(
          "li",
          {},
          make("a", { href, target: "_blank", rel: "noopener" }, label),
          make("span", { className: "quiet push" }, "OpenAPI 3.1"),
          copyIcon(`Copy the address of ${label}`, location.origin + href),
          make("a", {
            className: "bare",
            href,
            download: name,
            title: `Download ${label}`,
            "aria-label": `Download ${label}`,
          }, icon("download")),
        )
      ),
    ),
  );
}
