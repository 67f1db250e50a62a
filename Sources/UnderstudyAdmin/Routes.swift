extension Route {
  /// Every call; of two that fit a path, the first.
  static let all = wireMock + ours

  private static let wireMock = [
    Route("GET", "/health", "The server is up, in WireMock's form", Call.health),
    Route("GET", "/version", "The server's version", Call.version),
    Route(
      "GET", "/requests", "The requests of the sandbox, newest first",
      query: ["limit", "since", "unmatched", "matchingStub"], Call.requests),
    Route("DELETE", "/requests", "Forget the requests of the sandbox", Call.clearRequests),
    Route("POST", "/requests/reset", "Forget the requests of the sandbox", Call.clearRequests),
    Route("POST", "/requests/count", "How many requests fit a pattern", body: .requestPattern, Call.countRequests),
    Route("POST", "/requests/find", "The requests that fit a pattern", body: .requestPattern, Call.findRequests),
    Route(
      "POST", "/requests/remove", "Forget the requests that fit a pattern", body: .requestPattern,
      Call.removeRequests),
    Route(
      "POST", "/requests/remove-by-metadata", "Forget the requests that mappings with such metadata answered",
      body: .metadataPattern, Call.removeRequestsByMapping),
    Route("GET", "/requests/unmatched", "The requests for no endpoint", Call.unmatchedRequests),
    Route(
      "GET", "/requests/unmatched/near-misses", "What the requests for no endpoint nearly fitted",
      Call.unmatchedNearMisses),
    Route("GET", "/requests/{id}", "One request and its answer", Call.oneRequest),
    Route("DELETE", "/requests/{id}", "Forget one request", Call.removeRequest),
    Route(
      "POST", "/near-misses/request", "The mappings that a request nearly fits", body: .loggedRequest,
      Call.nearMissesOfRequest),
    Route(
      "POST", "/near-misses/request-pattern", "The requests that nearly fit a pattern", body: .requestPattern,
      Call.nearMissesOfPattern),
    Route("GET", "/mappings", "The mappings of the sandbox", query: ["limit", "offset"], Call.mappings),
    Route(
      "POST", "/mappings", "Add a mapping: a fault, or an answer of one's own", body: .mapping, Call.addMapping),
    Route("DELETE", "/mappings", "Remove all mappings", Call.removeMappings),
    Route("POST", "/mappings/reset", "Remove all mappings", Call.removeMappings),
    Route("POST", "/mappings/edit", "Replace the mapping whose id the body has", body: .mapping, Call.editMapping),
    Route(
      "POST", "/mappings/remove", "Remove the mapping that the body gives", body: .mapping, Call.removeGivenMapping),
    Route(
      "POST", "/mappings/find-by-metadata", "The mappings whose metadata fit a pattern", body: .metadataPattern,
      Call.findMappings),
    Route(
      "POST", "/mappings/remove-by-metadata", "Remove the mappings whose metadata fit a pattern",
      body: .metadataPattern, Call.removeFoundMappings),
    Route("GET", "/mappings/{id}", "One mapping", Call.mapping),
    Route("PUT", "/mappings/{id}", "Replace a mapping", body: .mapping, Call.replaceMapping),
    Route("DELETE", "/mappings/{id}", "Remove a mapping", Call.removeMapping),
    Route("GET", "/scenarios", "The scenarios and their states", Call.scenarios),
    Route("POST", "/scenarios/reset", "Every scenario as it began", Call.resetScenarios),
    Route("PUT", "/scenarios/{name}/state", "Set the state of a scenario", body: .scenarioState, Call.setScenario),
    Route("GET", "/settings", "The delays of every answer", Call.settings),
    Route("POST", "/settings", "Set the delays of every answer", body: .settings, Call.changeSettings),
    Route("PUT", "/settings", "Set the delays of every answer", body: .settings, Call.changeSettings),
    Route("POST", "/reset", "The sandbox as it began", Call.reset),
  ]

  private static let ours = [
    Route("GET", "/ui", "The dashboard", Call.dashboard),
    Route("GET", "/ui/{name}", "A file of the dashboard", Call.dashboardFile),
    Route("GET", "/livez", "The process is up", Call.liveness),
    Route(
      "GET", "/readyz", "Seeds are loaded, the database answers, and the server is not stopping", Call.readiness),
    Route("GET", "/info", "Options and where each comes from, endpoints, use", Call.info),
    Route("GET", "/metrics", "Counters as Prometheus reads them", Call.metrics),
    Route("GET", "/openapi", "The OpenAPI document of every endpoint", Call.openAPI),
    Route("GET", "/openapi/{name}", "The OpenAPI document of an endpoint, or of the control plane", Call.openAPI),
    Route(
      "POST", "/verify", "How many requests of a kind there were, and what they did", body: .query,
      replying: Call.verify),
    Route("GET", "/agents", "The stored agents", Call.agents),
    Route("GET", "/agents/{collection}", "The stored agents of a collection", Call.agents),
    Route("GET", "/agents/{collection}/{id}", "One stored agent", Call.agent),
    Route(
      "GET", "/agents/{collection}/{id}/examples",
      "For each endpoint of an agent, an update with a seeded credential",
      Call.examples),
    Route("PUT", "/agents/{collection}/{id}", "Store an agent", body: .agent, Call.putAgent),
    Route("DELETE", "/agents/{collection}/{id}", "Remove an agent", Call.removeAgent),
    Route(
      "GET", "/changes", "What each accepted update did, as JSON Patch", query: ["collection", "id", "limit"],
      Call.changes),
    Route(
      "GET", "/events", "Each request of the sandbox when it has been answered: server-sent events",
      replying: Call.events),
    Route("GET", "/audit", "The recorded changes of audited fields", Call.audit),
    Route("GET", "/rules", "Every rule, and whether it is on", Call.rules),
    Route("GET", "/rules/{id}", "One rule", Call.rule),
    Route("PUT", "/rules/{id}", "Switch a rule", body: .ruleSwitch, Call.switchRule),
    Route("GET", "/clock", "The sandbox's time", Call.clock),
    Route("PUT", "/clock", "Freeze or advance the sandbox's time", body: .clock, Call.setClock),
    Route("DELETE", "/clock", "Back to the system's time", Call.resetClock),
    Route("GET", "/snapshots", "The snapshots of the sandbox's agents", Call.snapshots),
    Route("PUT", "/snapshots/{name}", "Save the agents under a name", Call.saveSnapshot),
    Route("DELETE", "/snapshots/{name}", "Remove a snapshot", Call.removeSnapshot),
    Route("POST", "/snapshots/{name}/restore", "The agents as they were saved", Call.restoreSnapshot),
    Route("GET", "/export", "Agents and accounts as a seed file", Call.export),
    Route("GET", "/sandboxes", "The sandboxes in use", Call.sandboxes),
    Route("DELETE", "/sandboxes", "Remove all sandboxes", Call.removeSandboxes),
    Route("DELETE", "/sandboxes/{name}", "Remove a sandbox", Call.removeSandbox),
    Route("POST", "/seed/reload", "Read the seeds again, all or nothing", Call.reloadSeeds),
  ]
}
