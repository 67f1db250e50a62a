"use strict";
// SEEDS=... node node-http.js PORT
const { createServer } = require("node:http");
const { Refusal, find, update } = require("./centerfy");

const path = /^\/functions\/v1\/crm-api\/update-agent\/([^/?]+)(?:\?|$)/;
const limit = 1024 * 1024;

function answer(response, status, content) {
  const bytes = Buffer.from(JSON.stringify(content));
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length });
  response.end(bytes);
}

function parse(chunks) {
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Refusal(400, "The body must be JSON");
  }
}

function handle(request, chunks) {
  const id = path.exec(request.url)?.[1];
  if (!id) throw new Refusal(404, "Not found");
  if (request.method !== "PUT") throw new Refusal(405, "Method not allowed");
  return update(find(id, request.headers), parse(chunks));
}

const server = createServer((request, response) => {
  const chunks = [];
  let size = 0;
  request.on("data", (chunk) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  });
  request.on("end", () => {
    try {
      if (size > limit) throw new Refusal(413, "The body is too large");
      answer(response, 200, handle(request, chunks));
    } catch (error) {
      if (error.status === 405) response.setHeader("Allow", "PUT");
      answer(response, error.status ?? 500, { error: true, message: error.message });
    }
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1");
