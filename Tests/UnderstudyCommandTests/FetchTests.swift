import Testing
import UnderstudyTestSupport

/// The examples of TalkifAI's page in JavaScript, with only the host changed.
@Suite("TalkifAI's own fetch calls", .waits, .tags(.external), .needs(.node))
struct FetchTests {
  /// The page around each example, or the browser: the host and the cookies of a page.
  private static let browser = #"""
    const cookies = [];
    const fetch = (path, { headers, ...options }) =>
      globalThis.fetch(`http://127.0.0.1:${process.env.PORT}${path}`, {
        ...options, headers: { ...headers, ...(cookies.length ? { Cookie: cookies.join("; ") } : {}) } });
    const window = { location: {} }, router = { push(url) { console.log("push", url); } };
    const toast = { success(text) { console.log(text); } };
    const agentId = "agent_abc123";
    let sessionToken = "YOUR_SESSION_TOKEN";
    """#

  /// The page's Next.js component.
  private static let updateAgent = #"""
    async function updateAgent(agentId, updates) {
      const response = await fetch(`/api/agents/${agentId}`, {
        method: 'PUT',
        headers: {
          'Content-Type': 'application/json'
        },
        body: JSON.stringify(updates)
      });
      const data = await response.json();
      if (!response.ok) {
        throw new Error(data.error || "Update failed");
      }
      if (data.redirectUrl) {
        router.push(data.redirectUrl);
        return;
      }
      toast.success("Agent updated successfully!");
      return data.agent;
    }
    """#

  @Test(
    "work",
    arguments: [
      (
        "JavaScript (Fetch)",
        #"""
        const updateData = {
          name: "Updated Support Bot",
          temperature: 0.5,
          mode: "public"
        };
        const response = await fetch(`/api/agents/${agentId}`, {
          method: 'PUT',
          headers: {
            'Authorization': `Bearer ${sessionToken}`,
            'Content-Type': 'application/json'
          },
          body: JSON.stringify(updateData)
        });
        const data = await response.json();
        if (data.redirectUrl) {
          window.location.href = data.redirectUrl;
        }
        console.log(response.status, data.success, data.agent.name, window.location.href);
        """#, "200 true Updated Support Bot undefined\n"
      ),
      (
        "Update Languages",
        #"""
        const response = await fetch(`/api/agents/${agentId}`, {
          method: 'PUT',
          headers: {
            'Authorization': `Bearer ${sessionToken}`,
            'Content-Type': 'application/json'
          },
          body: JSON.stringify({
            languages: ["english", "urdu", "sindhi"]
          })
        });
        console.log((await response.json()).agent.languages.map(l => `${l.id} ${l.language}`).join());
        """#, "lang_123 english,lang_124 urdu,lang_125 sindhi\n"
      ),
      (
        "Change to Commercial Mode",
        #"""
        for (sessionToken of ["session_creator", "YOUR_SESSION_TOKEN"]) {
          const response = await fetch(`/api/agents/${agentId}`, {
            method: 'PUT',
            headers: {
              'Authorization': `Bearer ${sessionToken}`,
              'Content-Type': 'application/json'
            },
            body: JSON.stringify({
              mode: "commercial"
            })
          });
          if (response.status === 403) {
            console.log("Only owners/admins can create commercial agents");
          } else {
            console.log(response.status);
          }
        }
        """#, "Only owners/admins can create commercial agents\n200\n"
      ),
      (
        "Next.js (Client Component)",
        updateAgent + #"""
          await updateAgent("agent_abc123", { name: "New Name" }).catch(error => console.log(error.message));
          cookies.push("theme=dark", "better-auth.session_token=YOUR_SESSION_TOKEN");
          console.log((await updateAgent("agent_abc123", { name: "New Name", temperature: 0.5 })).name);
          await updateAgent(agentId, { agentArchitecture: "pipeline", voiceId: "cartesia-voice-456",
            model: "gpt_4o_mini", stt: "deepgram" });
          await updateAgent("agent_realtime01", { agentArchitecture: "realtime", realtimeProvider: "gemini",
            voiceId: "gemini-leda-en" });
          await updateAgent("agent_text01", { agentArchitecture: "text", model: "gpt_4o_mini" });
          cookies[1] = "better-auth.session_token=session_byok";
          await updateAgent("agent_byok01", { model: "gpt_4o_mini" });
          """#,
        """
        Unauthorized
        Agent updated successfully!
        New Name
        Agent updated successfully!
        Agent updated successfully!
        Agent updated successfully!
        push /organization?callbackUrl=/agents/create-agent/agent_byok01

        """
      ),
    ])
  func work(_ title: String, _ example: String, _ output: String) throws {
    let server = try Serving()
    defer { server.kill() }
    let script = "\(Self.browser)\n(async () => { \(example)\n})();"
    #expect(try Script.run(["node", "-e"], script, port: server.port) == output)
  }
}
