"use strict";
// SEEDS=... node express.js PORT
const express = require("express");
const { Refusal, find, update } = require("./centerfy");

const app = express();
app.set("env", "production");

const findAgent = (request, response, next) => {
  response.locals.agent = find(request.params.id, request.headers);
  next();
};

app.route("/functions/v1/crm-api/update-agent/:id")
  .put(findAgent, express.json({ limit: "1mb" }), (request, response) => {
    response.json(update(response.locals.agent, request.body));
  })
  .all((_request, response) => {
    response.set("Allow", "PUT");
    throw new Refusal(405, "Method not allowed");
  });
app.use(() => {
  throw new Refusal(404, "Not found");
});
app.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).json({ error: true, message: error.message });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
