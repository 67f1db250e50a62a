extension AdminRoute {
  /// Every call; of two that fit a path, the first.
  static let all = wireMock + ours

  private static let wireMock = [
    AdminRoute("GET", "/health", "The server is up, in WireMock's form", AdminRequest.health),
    AdminRoute("GET", "/version", "The server's version", AdminRequest.version),
    AdminRoute(
      "GET", "/requests", "The requests of the sandbox, newest first",
      query: ["limit", "since", "unmatched", "matchingStub"], AdminRequest.requests),
    AdminRoute("DELETE", "/requests", "Forget the requests of the sandbox", AdminRequest.clearRequests),
    AdminRoute("POST", "/requests/reset", "Forget the requests of the sandbox", AdminRequest.clearRequests),
    AdminRoute("POST", "/requests/count", "How many requests fit a pattern", body: .requestPattern, AdminRequest.countRequests),
    AdminRoute("POST", "/requests/find", "The requests that fit a pattern", body: .requestPattern, AdminRequest.findRequests),
    AdminRoute(
      "POST", "/requests/remove", "Forget the requests that fit a pattern", body: .requestPattern,
      AdminRequest.removeRequests),
    AdminRoute(
      "POST", "/requests/remove-by-metadata", "Forget the requests that mappings with such metadata answered",
      body: .metadataPattern, AdminRequest.removeRequestsByMapping),
    AdminRoute("GET", "/requests/unmatched", "The requests for no endpoint", AdminRequest.unmatchedRequests),
    AdminRoute(
      "GET", "/requests/unmatched/near-misses", "What the requests for no endpoint nearly fitted",
      AdminRequest.unmatchedNearMisses),
    AdminRoute("GET", "/requests/{id}", "One request and its answer", AdminRequest.oneRequest),
    AdminRoute("DELETE", "/requests/{id}", "Forget one request", AdminRequest.removeRequest),
    AdminRoute(
      "POST", "/near-misses/request", "The mappings that a request nearly fits", body: .loggedRequest,
      AdminRequest.nearMissesOfRequest),
    AdminRoute(
      "POST", "/near-misses/request-pattern", "The requests that nearly fit a pattern", body: .requestPattern,
      AdminRequest.nearMissesOfPattern),
    AdminRoute("GET", "/mappings", "The mappings of the sandbox", query: ["limit", "offset"], AdminRequest.mappings),
    AdminRoute(
      "POST", "/mappings", "Add a mapping: a fault, or an answer of one's own", body: .mapping, AdminRequest.addMapping),
    AdminRoute("DELETE", "/mappings", "Remove all mappings", AdminRequest.removeMappings),
    AdminRoute("POST", "/mappings/reset", "Remove all mappings", AdminRequest.removeMappings),
    AdminRoute("POST", "/mappings/edit", "Replace the mapping whose id the body has", body: .mapping, AdminRequest.editMapping),
    AdminRoute(
      "POST", "/mappings/remove", "Remove the mapping that the body gives", body: .mapping, AdminRequest.removeGivenMapping),
    AdminRoute(
      "POST", "/mappings/find-by-metadata", "The mappings whose metadata fit a pattern", body: .metadataPattern,
      AdminRequest.findMappings),
    AdminRoute(
      "POST", "/mappings/remove-by-metadata", "Remove the mappings whose metadata fit a pattern",
      body: .metadataPattern, AdminRequest.removeFoundMappings),
    AdminRoute("GET", "/mappings/{id}", "One mapping", AdminRequest.mapping),
    AdminRoute("PUT", "/mappings/{id}", "Replace a mapping", body: .mapping, AdminRequest.replaceMapping),
    AdminRoute("DELETE", "/mappings/{id}", "Remove a mapping", AdminRequest.removeMapping),
    AdminRoute("GET", "/scenarios", "The scenarios and their states", AdminRequest.scenarios),
    AdminRoute("POST", "/scenarios/reset", "Every scenario as it began", AdminRequest.resetScenarios),
    AdminRoute("PUT", "/scenarios/{name}/state", "Set the state of a scenario", body: .scenarioState, AdminRequest.setScenario),
    AdminRoute("GET", "/settings", "The delays of every answer", AdminRequest.settings),
    AdminRoute("POST", "/settings", "Set the delays of every answer", body: .settings, AdminRequest.changeSettings),
    AdminRoute("PUT", "/settings", "Set the delays of every answer", body: .settings, AdminRequest.changeSettings),
    AdminRoute("POST", "/reset", "The sandbox as it began", AdminRequest.reset),
  ]

  private static let ours = [
    AdminRoute("GET", "/ui", "The dashboard", AdminRequest.dashboard),
    AdminRoute("GET", "/ui/{name}", "A file of the dashboard", AdminRequest.dashboardFile),
    AdminRoute("GET", "/livez", "The process is up", AdminRequest.liveness),
    AdminRoute(
      "GET", "/readyz", "Seeds are loaded, the database answers, and the server is not stopping", AdminRequest.readiness),
    AdminRoute("GET", "/info", "Options and where each comes from, endpoints, use", AdminRequest.info),
    AdminRoute("GET", "/metrics", "Counters as Prometheus reads them", AdminRequest.metrics),
    AdminRoute("GET", "/openapi", "The OpenAPI document of every endpoint", AdminRequest.openAPI),
    AdminRoute("GET", "/openapi/{name}", "The OpenAPI document of an endpoint, or of the control plane", AdminRequest.openAPI),
    AdminRoute(
      "POST", "/verify", "How many requests of a kind there were, and what they did", body: .query,
      replying: AdminRequest.verify),
    AdminRoute("GET", "/agents", "The stored agents", AdminRequest.agents),
    AdminRoute("GET", "/agents/{collection}", "The stored agents of a collection", AdminRequest.agents),
    AdminRoute("GET", "/agents/{collection}/{id}", "One stored agent", AdminRequest.agent),
    AdminRoute(
      "GET", "/agents/{collection}/{id}/examples",
      "For each endpoint of an agent, an update with a seeded credential",
      AdminRequest.examples),
    AdminRoute("PUT", "/agents/{collection}/{id}", "Store an agent", body: .agent, AdminRequest.putAgent),
    AdminRoute("DELETE", "/agents/{collection}/{id}", "Remove an agent", AdminRequest.removeAgent),
    AdminRoute(
      "GET", "/changes", "What each accepted update did, as JSON Patch", query: ["collection", "id", "limit"],
      AdminRequest.changes),
    AdminRoute(
      "GET", "/events", "Each request of the sandbox when it has been answered: server-sent events",
      replying: AdminRequest.events),
    AdminRoute("GET", "/audit", "The recorded changes of audited fields", AdminRequest.audit),
    AdminRoute("GET", "/rules", "Every rule, and whether it is on", AdminRequest.rules),
    AdminRoute("GET", "/rules/{id}", "One rule", AdminRequest.rule),
    AdminRoute("PUT", "/rules/{id}", "Switch a rule", body: .ruleSwitch, AdminRequest.switchRule),
    AdminRoute("GET", "/clock", "The sandbox's time", AdminRequest.clock),
    AdminRoute("PUT", "/clock", "Freeze or advance the sandbox's time", body: .clock, AdminRequest.setClock),
    AdminRoute("DELETE", "/clock", "Back to the system's time", AdminRequest.resetClock),
    AdminRoute("GET", "/snapshots", "The snapshots of the sandbox's agents", AdminRequest.snapshots),
    AdminRoute("PUT", "/snapshots/{name}", "Save the agents under a name", AdminRequest.saveSnapshot),
    AdminRoute("DELETE", "/snapshots/{name}", "Remove a snapshot", AdminRequest.removeSnapshot),
    AdminRoute("POST", "/snapshots/{name}/restore", "The agents as they were saved", AdminRequest.restoreSnapshot),
    AdminRoute("GET", "/export", "Agents and accounts as a seed file", AdminRequest.export),
    AdminRoute("GET", "/sandboxes", "The sandboxes in use", AdminRequest.sandboxes),
    AdminRoute("DELETE", "/sandboxes", "Remove all sandboxes", AdminRequest.removeSandboxes),
    AdminRoute("DELETE", "/sandboxes/{name}", "Remove a sandbox", AdminRequest.removeSandbox),
    AdminRoute("POST", "/seed/reload", "Read the seeds again, all or nothing", AdminRequest.reloadSeeds),
  ]
}
