import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Renames an agent of each of two vendors, at their own URLs, by HttpClient. Usage: Update.java NAME */
class Update {
  public static void main(String[] arguments) throws Exception {
    var client = HttpClient.newHttpClient();
    update(client, arguments[0], "https://api.talkifai.dev/v1/agents/agent_abc123", "x-api-key", "tk_live_owner");
    update(client, arguments[0], "https://api.trillet.ai/v1/api/omni-flow-agents/agentIdExample", "x-workspace-id",
        "workspaceIdExample");
  }

  private static void update(HttpClient client, String name, String url, String header, String value) throws Exception {
    var body = HttpRequest.BodyPublishers.ofString("{\"name\": \"" + name + "\"}");
    var request = HttpRequest.newBuilder(URI.create(url)).PUT(body).header("Content-Type", "application/json")
        .header(header, value).build();
    var response = client.send(request, BodyHandlers.ofString());
    System.out.println(response.body().replaceFirst("(?s).*\"name\":\"([^\"]*)\".*", "$1"));
    System.out.println(response.statusCode());
  }
}
